"""`/healthz`: whether something is wrong, for machines that watch; short codes and nothing else, for all may ask."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bureau.notices.troubles import troubles


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    codes = [str(trouble.code) for trouble in troubles(timezone.now())]
    return JsonResponse({"healthy": not codes, "troubles": codes}, status=503 if codes else 200)
