"""How dates and hours are written in Québec."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y \à H \h i"
TIME_FORMAT = r"H \h i"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = r"Y-m-d H \h i"
