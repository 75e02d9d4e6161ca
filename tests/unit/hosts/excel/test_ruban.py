"""The ribbon: what Office's schema asks, and a Python function behind every button."""

import io
import xml.etree.ElementTree as ET
import zipfile

import pytest
from lxml import etree

from sheetcash.hosts.excel import macros, ruban
from sheetcash.hosts.excel.classeur import construire
from sheetcash.hosts.excel.vba import modules
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import CODE_NAMES

#: The few elements and attributes we use, with the limits that Office's own schema gives them.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
    targetNamespace="http://schemas.microsoft.com/office/2009/07/customui"
    xmlns="http://schemas.microsoft.com/office/2009/07/customui">
  <xs:simpleType name="texte">
    <xs:restriction base="xs:string">
      <xs:minLength value="1"/><xs:maxLength value="1024"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="touche">
    <xs:restriction base="xs:token">
      <xs:minLength value="1"/><xs:maxLength value="3"/><xs:whiteSpace value="collapse"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="taille">
    <xs:restriction base="xs:string">
      <xs:enumeration value="normal"/><xs:enumeration value="large"/>
    </xs:restriction>
  </xs:simpleType>
  <xs:complexType name="bouton">
    <xs:attribute name="id" type="xs:ID" use="required"/>
    <xs:attribute name="label" type="texte" use="required"/>
    <xs:attribute name="imageMso" type="texte" use="required"/>
    <xs:attribute name="size" type="taille"/>
    <xs:attribute name="onAction" type="texte" use="required"/>
    <xs:attribute name="screentip" type="texte" use="required"/>
    <xs:attribute name="supertip" type="texte" use="required"/>
  </xs:complexType>
  <xs:complexType name="groupe">
    <xs:sequence><xs:element name="button" type="bouton" maxOccurs="100"/></xs:sequence>
    <xs:attribute name="id" type="xs:ID" use="required"/>
    <xs:attribute name="label" type="texte" use="required"/>
  </xs:complexType>
  <xs:complexType name="onglet">
    <xs:sequence><xs:element name="group" type="groupe" maxOccurs="100"/></xs:sequence>
    <xs:attribute name="id" type="xs:ID" use="required"/>
    <xs:attribute name="label" type="texte" use="required"/>
    <xs:attribute name="insertAfterMso" type="xs:NCName"/>
    <xs:attribute name="keytip" type="touche"/>
  </xs:complexType>
  <xs:element name="customUI"><xs:complexType><xs:sequence>
    <xs:element name="ribbon"><xs:complexType><xs:sequence>
      <xs:element name="tabs"><xs:complexType><xs:sequence>
        <xs:element name="tab" type="onglet"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""
WANTED = [
    "Relances à envoyer",
    "Actualiser",
    "Bilan",
    "Plan",
    "Importer un relevé",
    "Sceller le mois",
    "Copie pour le comptable",
    "Diagnostic",
    "Aide",
]


@pytest.fixture(scope="module")
def classeur():
    target = io.BytesIO()
    construire(target, contenu_vide("essai"), JOUR_DEMO)
    return zipfile.ZipFile(target)


def test_the_workbook_leads_to_its_ribbon(classeur):
    assert classeur.read("customUI/customUI14.xml") == ruban.xml()
    links = ET.fromstring(classeur.read("_rels/.rels"))
    found = [one.attrib for one in links if one.get("Target") == "customUI/customUI14.xml"]
    assert [one["Type"] for one in found] == [ruban.RELATION]
    assert len({one.get("Id") for one in links}) == len(links)
    types = classeur.read("[Content_Types].xml").decode()
    assert 'Extension="xml" ContentType="application/xml"' in types


def test_the_ribbon_is_what_the_schema_asks():
    schema = etree.XMLSchema(etree.fromstring(SCHEMA.strip()))
    schema.assertValid(etree.fromstring(ruban.xml()))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'size="large"', b'size="huge"'),
        (b'keytip="SC"', b'keytip="LONG"'),
        (b'id="bilan"', b'id="plan"'),
        (b'label="Bilan"', b'label=""'),
        (b'label="Bilan"', b'libelle="Bilan"'),
        (b"</group>", b"<tab/></group>"),
    ],
)
def test_a_ribbon_that_the_schema_refuses_is_seen(right, wrong):
    schema = etree.XMLSchema(etree.fromstring(SCHEMA.strip()))
    text = ruban.xml()
    assert right in text
    assert not schema.validate(etree.fromstring(text.replace(right, wrong, 1)))


def test_the_buttons_are_those_that_were_promised_in_french():
    assert [one.libelle for one in ruban.BOUTONS] == WANTED
    root = ET.fromstring(ruban.xml())
    buttons = [one for one in root.iter() if one.tag.endswith("}button")]
    assert [one.get("label") for one in buttons] == WANTED
    assert all(one.get("screentip") and one.get("supertip") for one in buttons)


def test_each_button_is_a_function_of_the_macros_and_of_the_vba():
    for one in ruban.BOUTONS:
        assert callable(getattr(macros, one.nom)) and one.nom in macros.__all__
    source = next(m.source for m in modules.modules(CODE_NAMES) if m.nom == "SheetcashRuban")
    assert f"Public Sub {ruban.MACRO}(ByVal controle As Object)" in source
    assert f'"{macros.__name__}"' in source
