"""How does an empty register become that of an association that has been at work for two years?"""
