
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('land', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='batch',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='idleland',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='supply',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='unsupplieddisposal',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='batch_parcel_box'),
        ),
        migrations.AddIndex(
            model_name='idleland',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='idleland_parcel_box'),
        ),
        migrations.AddIndex(
            model_name='supply',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='supply_parcel_box'),
        ),
        migrations.AddIndex(
            model_name='unsupplieddisposal',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='unsupplieddisposal_parcel_box'),
        ),
    ]
