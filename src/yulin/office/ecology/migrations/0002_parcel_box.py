
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ecology', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='forestuse',
            name='parcel_west',
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='forestuse',
            index=models.Index(fields=['parcel_west', 'parcel_south', 'parcel_east', 'parcel_north'], name='forestuse_parcel_box'),
        ),
    ]
