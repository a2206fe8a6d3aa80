"""Pages that fetch themselves again while something is at work, by a header: the policy allows no script in a page."""

AGAIN = "again"  # in the address: the browser asks, and nobody has touched the page


def fetch_again(request, response, seconds: int) -> None:
    asked = request.GET.copy()
    asked[AGAIN] = "1"
    response["Refresh"] = f"{seconds}; url={request.path}?{asked.urlencode()}"


def is_by_itself(request) -> bool:
    """Whether this request keeps no session alive."""
    return AGAIN in request.GET
