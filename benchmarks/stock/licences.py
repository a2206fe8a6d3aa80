"""A licence as one would write it without a house: one table with a history of django-simple-history."""

from django.db import models
from import_export.resources import ModelResource
from simple_history.models import HistoricalRecords


class StockLicence(models.Model):
    party_name = models.CharField(max_length=200)
    party_kind = models.CharField(max_length=16)
    uscc = models.CharField(max_length=18, blank=True, db_index=True)
    representative = models.CharField(max_length=50, blank=True)
    paper_name = models.CharField(max_length=64)
    paper_no = models.CharField(max_length=64, unique=True)
    licence_class = models.CharField(max_length=256)
    certificate_name = models.CharField(max_length=64, blank=True)
    certificate_no = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    organ_name = models.CharField(max_length=200)
    organ_code = models.CharField(max_length=18)
    state = models.CharField(max_length=1)
    source_name = models.CharField(max_length=200)
    source_code = models.CharField(max_length=18)
    history = HistoricalRecords()

    class Meta:
        app_label = "stock"

    def __str__(self) -> str:
        return self.paper_no


class StockLicenceResource(ModelResource):
    class Meta:
        model = StockLicence
        import_id_fields = ["paper_no"]
        exclude = ["id"]
