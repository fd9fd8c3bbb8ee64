"""What is true? Values in, values out: no Django, no database, no clock."""
