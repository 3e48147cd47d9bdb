
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('land', '0002_parcel_box'),
    ]

    operations = [
        migrations.AlterField(
            model_name='supply',
            name='agreed_completion',
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
        migrations.AlterField(
            model_name='supply',
            name='agreed_start',
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
    ]
