"""设置 Settings of the office for those who lead it: people, regions, the working calendar, the law, code tables."""
