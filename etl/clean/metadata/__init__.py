"""What a page says of itself: title, dates, authors, section, address, language, each with where it was found."""
