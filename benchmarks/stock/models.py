"""A filing as one would write it without a house: one table with a history of django-simple-history."""

from django.db import models
from import_export.resources import ModelResource
from simple_history.models import HistoricalRecords

from benchmarks.stock.licences import StockLicence

__all__ = ["StockFiling", "StockLicence", "StockResource"]


class StockFiling(models.Model):
    project_code = models.CharField(max_length=40, unique=True)
    project_name = models.CharField(max_length=200)
    enterprise_name = models.CharField(max_length=200)
    uscc = models.CharField(max_length=18)
    site = models.CharField(max_length=300)
    category = models.CharField(max_length=20)
    construction = models.CharField(max_length=20)
    scale_and_content = models.TextField()
    total_investment = models.DecimalField(max_digits=16, decimal_places=2)
    capital = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    plan_start = models.DateField(null=True)
    plan_end = models.DateField(null=True)
    channel = models.CharField(max_length=20)
    submitted_on = models.DateField()
    complete_on = models.DateField(null=True)
    filed_on = models.DateField(null=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.project_code


class StockResource(ModelResource):
    class Meta:
        model = StockFiling
        import_id_fields = ["project_code"]
        exclude = ["id"]
