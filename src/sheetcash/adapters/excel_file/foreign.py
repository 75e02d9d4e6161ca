"""Formulas that would not compute on another's machine: SC_ functions, macros, other workbooks.

This module knows what a formula says; nothing of the cell it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

#: Why a formula cannot be kept.
UDF, LINK, MACRO, SHEET = "sc", "lien", "macro", "feuille"

# Texts; quoted sheets; sheets and names of other workbooks; table columns; other programs (DDE);
# the rest of the words.
_TOKENS = re.compile(
    r""""(?:[^"]|"")*"|'(?P<quoted>(?:[^']|'')+)'!|(?P<book>(?<![\w\]])\[[^\[\]]+\][\w.:]*!)"""
    r"""|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"""
    r"""|(?P<dde>[^\W\d][\w.]*\|)|(?P<word>[^\W\d][\w.?\\]*)(?P<after>\s*\(|!)?"""
)
# Excel marks the functions it got after 2007, and the arguments of a LAMBDA.
_LATER: Final = ("_XLFN.", "_XLWS.", "_XLPM.", "_XLETA.", "_XLNM.")

# Google's exports hold what only Google computes as the text of a function that does not exist.
_GOOGLE: Final = "__XLUDF."
_OURS: Final = re.compile(r'\s*"=?SC_', re.IGNORECASE)

#: The functions that Excel writes without a mark: those of 2007, never to be added to.
_WORDS: Final = """
    ABS ACCRINT ACCRINTM ACOS ACOSH ADDRESS AGGREGATE AMORDEGRC AMORLINC AND AREAS ASC ASIN ASINH
    ATAN ATAN2 ATANH AVEDEV AVERAGE AVERAGEA AVERAGEIF AVERAGEIFS BAHTTEXT BESSELI BESSELJ BESSELK
    BESSELY BETADIST BETAINV BIN2DEC BIN2HEX BIN2OCT BINOMDIST CEILING CELL CHAR CHIDIST CHIINV
    CHITEST CHOOSE CLEAN CODE COLUMN COLUMNS COMBIN COMPLEX CONCATENATE CONFIDENCE CONVERT CORREL
    COS COSH COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS COUPDAYBS COUPDAYS COUPDAYSNC COUPNCD
    COUPNUM COUPPCD COVAR CRITBINOM CUBEKPIMEMBER CUBEMEMBER CUBEMEMBERPROPERTY CUBERANKEDMEMBER
    CUBESET CUBESETCOUNT CUBEVALUE CUMIPMT CUMPRINC DATE DATEDIF DATEVALUE DAVERAGE DAY DAYS360 DB
    DCOUNT DCOUNTA DDB DEC2BIN DEC2HEX DEC2OCT DEGREES DELTA DEVSQ DGET DISC DMAX DMIN DOLLAR
    DOLLARDE DOLLARFR DPRODUCT DSTDEV DSTDEVP DSUM DURATION DVAR DVARP ECMA.CEILING EDATE EFFECT
    EOMONTH ERF ERFC ERROR.TYPE EVEN EXACT EXP EXPONDIST FACT FACTDOUBLE FALSE FDIST FIND FINDB
    FINV FISHER FISHERINV FIXED FLOOR FORECAST FREQUENCY FTEST FV FVSCHEDULE GAMMADIST GAMMAINV
    GAMMALN GCD GEOMEAN GESTEP GETPIVOTDATA GROWTH HARMEAN HEX2BIN HEX2DEC HEX2OCT HLOOKUP HOUR
    HYPERLINK HYPGEOMDIST IF IFERROR IMABS IMAGINARY IMARGUMENT IMCONJUGATE IMCOS IMDIV IMEXP IMLN
    IMLOG10 IMLOG2 IMPOWER IMPRODUCT IMREAL IMSIN IMSQRT IMSUB IMSUM INDEX INDIRECT INFO INT
    INTERCEPT INTRATE IPMT IRR ISBLANK ISERR ISERROR ISEVEN ISLOGICAL ISNA ISNONTEXT ISNUMBER
    ISO.CEILING ISODD ISPMT ISREF ISTEXT JIS KURT LARGE LCM LEFT LEFTB LEN LENB LINEST LN LOG
    LOG10 LOGEST LOGINV LOGNORMDIST LOOKUP LOWER MATCH MAX MAXA MDETERM MDURATION MEDIAN MID MIDB
    MIN MINA MINUTE MINVERSE MIRR MMULT MOD MODE MONTH MROUND MULTINOMIAL N NA NEGBINOMDIST
    NETWORKDAYS NETWORKDAYS.INTL NOMINAL NORMDIST NORMINV NORMSDIST NORMSINV NOT NOW NPER NPV
    OCT2BIN OCT2DEC OCT2HEX ODD ODDFPRICE ODDFYIELD ODDLPRICE ODDLYIELD OFFSET OR PEARSON
    PERCENTILE PERCENTRANK PERMUT PHONETIC PI PMT POISSON POWER PPMT PRICE PRICEDISC PRICEMAT PROB
    PRODUCT PROPER PV QUARTILE QUOTIENT RADIANS RAND RANDBETWEEN RANK RATE RECEIVED REPLACE
    REPLACEB REPT RIGHT RIGHTB ROMAN ROUND ROUNDDOWN ROUNDUP ROW ROWS RSQ RTD SEARCH SEARCHB
    SECOND SERIESSUM SIGN SIN SINH SKEW SLN SLOPE SMALL SQRT SQRTPI STANDARDIZE STDEV STDEVA
    STDEVP STDEVPA STEYX SUBSTITUTE SUBTOTAL SUM SUMIF SUMIFS SUMPRODUCT SUMSQ SUMX2MY2 SUMX2PY2
    SUMXMY2 SYD T TAN TANH TBILLEQ TBILLPRICE TBILLYIELD TDIST TEXT TIME TIMEVALUE TINV TODAY
    TRANSPOSE TREND TRIM TRIMMEAN TRUE TRUNC TTEST TYPE UPPER USDOLLAR VALUE VAR VARA VARP VARPA
    VDB VLOOKUP WEEKDAY WEEKNUM WEIBULL WORKDAY WORKDAY.INTL XIRR XNPV YEAR YEARFRAC YIELD
    YIELDDISC YIELDMAT ZTEST
"""
_NATIVE: Final = frozenset(_WORDS.split())


class Foreign:
    """What the formulas of one workbook may not be made of.

    Args:
        names: the workbook's defined names, with their formulas.
        sheets: the sheets that will be left out.
        macros: whether a function that is not Excel's is one of the macros left out.

    >>> foreign = Foreign({"Taux": "SC_TAUX(1)", "Base": "Feuil1!$A$1"}, [], macros=True)
    >>> foreign.reason('IF(A1="SC_TAUX(",Base,0)'), foreign.reason("1+Taux")
    ('', 'sc')
    >>> foreign.reason("'[1]Mon classeur'!A1"), foreign.reason("tbl[1]+MaFonction(2)")
    ('lien', 'macro')
    >>> google = Foreign({}, [], macros=False)
    >>> google.reason('IFERROR(__xludf.DUMMYFUNCTION("SC_PLAFOND(""BNC"",2026)"),83600)')
    'sc'
    """

    def __init__(self, names: Mapping[str, str], sheets: Iterable[str], *, macros: bool) -> None:
        self._sheets = {name.casefold() for name in sheets}
        self._macros = macros
        self._known = {name.casefold() for name in names}
        self._tainted: dict[str, str] = {}
        found = True
        while found:  # a name may call another
            found = False
            for name, formula in names.items():
                if name.casefold() not in self._tainted and (why := self.reason(formula)):
                    self._tainted[name.casefold()] = why
                    found = True

    def reason(self, formula: str) -> str:
        """Why the formula would not compute elsewhere, or an empty string."""
        for token in _TOKENS.finditer(formula):
            if why := self._reason(token):
                return why
        return ""

    def _reason(self, token: re.Match[str]) -> str:
        if token["book"] or token["dde"] or "[" in (token["quoted"] or ""):
            return LINK
        if token["quoted"]:
            return self._of_sheets(token["quoted"].replace("''", "'"))
        word, after = token["word"] or "", (token["after"] or "").strip()
        if after == "!":
            return self._of_sheets(word)
        if after == "(" and word.upper().startswith(_GOOGLE):
            return UDF if _OURS.match(token.string, token.end()) else MACRO
        if after == "(" and (why := self._of_function(word)):
            return why
        return self._tainted.get(word.casefold(), "")

    def _of_sheets(self, written: str) -> str:
        return SHEET if self._sheets & set(written.casefold().split(":")) else ""

    def _of_function(self, word: str) -> str:
        upper = word.upper()
        if upper.rpartition(".")[2].startswith("SC_"):
            return UDF
        known = upper in _NATIVE or upper.startswith(_LATER) or word.casefold() in self._known
        return MACRO if not known and (self._macros or upper.startswith("_XLL.")) else ""
