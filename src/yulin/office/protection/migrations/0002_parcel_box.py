
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('protection', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='restoration',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='restoration',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='restoration_parcel_box'),
        ),
    ]
