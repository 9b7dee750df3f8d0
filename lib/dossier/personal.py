"""Personal data does not belong in a dossier: e-mail addresses, citizen and mobile numbers."""

import re

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
NINE_DIGITS = re.compile(r"(?<![\w/.,=-])([0-9]{9}|[0-9]{4}\.[0-9]{2}\.[0-9]{3})(?![\w/,-])")
PHONE = re.compile(r"(?<![\w.,-])(?:\+31|0031|0)[ -]?6[ -]?(?:[0-9][ -]?){7}[0-9](?![\w-])")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_citizen_number(digits: str) -> bool:
    """Tell whether nine digits pass the test of a burgerservicenummer (elfproef)."""
    numbers = [int(digit) for digit in digits if digit.isdigit()]
    total = sum(number * weight for number, weight in zip(numbers, WEIGHTS, strict=True))
    return any(numbers) and total % 11 == 0


def faults(text: str) -> list[str]:
    """List what personal data a text holds (Dutch); the data itself is not repeated."""
    citizen = any(map(is_citizen_number, NINE_DIGITS.findall(text)))
    found = {
        "bevat een e-mailadres. Toegestaan: een functie of orgaan.": MAIL.search(text),
        "bevat een burgerservicenummer. Haal het weg, ook uit andere bestanden.": citizen,
        "bevat een telefoonnummer. Toegestaan: een functie of orgaan.": PHONE.search(text),
    }
    return [message for message, there in found.items() if there]
