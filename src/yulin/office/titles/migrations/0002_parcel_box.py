
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('titles', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='changepatch',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='demarcation',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='changepatch',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='changepatch_parcel_box'),
        ),
        migrations.AddIndex(
            model_name='demarcation',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='demarcation_parcel_box'),
        ),
    ]
