"""Where land is and how large it is: CGCS2000, Gauss-Krüger zones, the survey area, the equal-area plane."""
