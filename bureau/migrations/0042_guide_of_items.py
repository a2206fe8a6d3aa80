from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0041_acknowledgements_and_beat"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalserviceitem",
            name="conditions",
            field=models.TextField(blank=True, verbose_name="conditions"),
        ),
        migrations.AddField(
            model_name="historicalserviceitem",
            name="fee",
            field=models.CharField(blank=True, max_length=200, verbose_name="fee"),
        ),
        migrations.AddField(
            model_name="historicalserviceitem",
            name="handling",
            field=models.CharField(
                blank=True,
                choices=[("on_the_spot", "即办件"), ("promised", "承诺件")],
                max_length=12,
                verbose_name="handling",
            ),
        ),
        migrations.AddField(
            model_name="historicalserviceitem",
            name="quantity_limit",
            field=models.CharField(blank=True, max_length=200, verbose_name="limit of quantity"),
        ),
        migrations.AddField(
            model_name="historicalserviceitem",
            name="result",
            field=models.CharField(blank=True, max_length=200, verbose_name="result"),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="conditions",
            field=models.TextField(blank=True, verbose_name="conditions"),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="fee",
            field=models.CharField(blank=True, max_length=200, verbose_name="fee"),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="handling",
            field=models.CharField(
                blank=True,
                choices=[("on_the_spot", "即办件"), ("promised", "承诺件")],
                max_length=12,
                verbose_name="handling",
            ),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="quantity_limit",
            field=models.CharField(blank=True, max_length=200, verbose_name="limit of quantity"),
        ),
        migrations.AddField(
            model_name="serviceitem",
            name="result",
            field=models.CharField(blank=True, max_length=200, verbose_name="result"),
        ),
    ]
