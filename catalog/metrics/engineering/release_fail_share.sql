/*
title = "Releases that failed, at least"
kind = "ratio"
unit = "ratio"
better = "down"
numerator = "releases_mended"
denominator = "releases"
roles = ["cto"]
formula = "releases taken back or mended within a week / releases"
why = "Speed that breaks things is no speed. A floor, from git alone."
source = "engineering.md 4, change fail rate; proxy"
*/
