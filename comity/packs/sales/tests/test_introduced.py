"""Who visitors say they are, in the ways people say it.  C25"""

from __future__ import annotations

import pytest

from comity.packs.sales.qualifier.introduced import introduced


@pytest.mark.parametrize(
    ("said", "name", "company"),
    [
        ("Alessandra Monti, Monti Architects", "Alessandra Monti", "Monti Architects"),
        ("I'm Alessandra Monti from Monti Architects.", "Alessandra Monti", "Monti Architects"),
        ("Hello, my name is Ben Ray and that's all", "Ben Ray and that's all", ""),
        ("Ben Ray", "Ben Ray", ""),
        ("Ben Ray - Ray & Sons Ltd", "Ben Ray", "Ray & Sons Ltd"),
        ("Ich bin Jana Kern von der Kern GmbH", "Jana Kern", "Kern GmbH"),
        ("Mein Name ist Otto von Hagen", "Otto von Hagen", ""),
        ("Otto von Hagen, Hagen AG", "Otto von Hagen", "Hagen AG"),
        ("Je m'appelle Luc Martin, de chez Voiles du Sud", "Luc Martin", "Voiles du Sud"),
        ("Ana de Souza", "Ana de Souza", ""),
        ("Ana García de Souza", "Ana García de Souza", ""),
        ("Soy Ana García de Casa Blanca", "Ana García", "Casa Blanca"),
        ("Tim, my company is Blue Door", "Tim", "Blue Door"),
        ("Tim Oh, none", "Tim Oh", ""),
        ("Jean-Pierre O'Neill at 4Sail", "Jean-Pierre O'Neill", "4Sail"),
    ],
)
def test_a_person_and_a_company(said: str, name: str, company: str) -> None:
    assert introduced(said) == (name, company)
