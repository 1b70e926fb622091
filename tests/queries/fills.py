"""The statement that each cell which can say "not recorded" waits for: Turtle in the terms of the question.

``?column`` and ``$parameter`` stand for the row's and the question's own terms; what is new is named ``added`` and
stands in the graph ``graph/added``, or in that of ``GRAPH ?column { }``. Several are ways for different rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_YEAR: Final = '"1901"^^xsd:gYear'
_DAY: Final = '"1901-01-01"^^xsd:date'
_ORGANISATION: Final = "actor:region-varmland"
_FROM_A_SOURCE: Final = "<graph/added> dcterms:source <id/source/added> ."
_THEME: Final = 'styrka:latestTheme <scheme/theme/added> . <scheme/theme/added> styrka:localName "Added"@sv'
_STATEMENT: Final = """styrka:states <id/statement/added> . <id/statement/added> a styrka:Objective ;
    skos:prefLabel "Added"@sv ; styrka:order 9 ; styrka:localTerm "added"@sv ; styrka:topic "underlag"@sv"""
_SECTOR: Final = "styrka:helixSector <scheme/helix/added>"
_COMPLETE: Final = "?area styrka:completeFor styrka:hasExample"
_RUN: Final = f"styrka:involvedIn ?project ; styrka:role <scheme/role/owner> ; styrka:involves {_ORGANISATION}"

_SUGGESTED: Final = """sssom:confidence 0.9 ; sssom:match_string "added" ; sssom:subject_match_field dcat:keyword ;
    styrka:matchedKeyword "Added"@en"""
_SUGGESTION: Final = (
    f"<id/suggestion/added> owl:annotatedSource ?call ; owl:annotatedTarget theme:energy ; {_SUGGESTED}"
)
_GRANT: Final = "?call styrka:smallestGrant 1 ; styrka:largestGrant 2"
_CALL: Final = {
    "model": "?call styrka:deadlineModel <scheme/deadline-model/added>",
    "stateDate": '<id/source/funding-tenders-portal-2026-08-10> dcterms:issued "2026-08-10"^^xsd:date',
    "statusThen": "?call styrka:status <scheme/status/added>",
    "contact": "?call foaf:page <https://example.org/added>",
}
_GRANTS: Final = {
    "action": '?call styrka:actionType "Added"@en',
    "smallestGrant": _GRANT,
    "largestGrant": _GRANT,
    "grants": "?call styrka:expectedGrants 9",
}
_COMPARED: Final = {
    "gdp": "gdp-pps-eu27-100-2026",
    "research": "gerd-pct-gdp",
    "tertiary": "tertiary-pct-25-64",
    "employment": "employment-pct-15-64",
    "unemployment": "unemployment-pct-15-74",
}


def _observe(column: str, region: str, name: str) -> str:
    return (
        f"{region} styrka:comparedBy <id/observation/{name}> . "
        f"<id/observation/{name}> qb:dataSet <id/indicator/{_COMPARED[column]}> ; sdmx-dimension:refArea {region} ; "
        f"sdmx-dimension:refPeriod ?{column}Year ; sdmx-measure:obsValue 9.5"
    )


# A region that lacks one of the five values, which no region of the cut register does.
_LACKING: Final = {
    column: " . ".join(
        [
            "<id/region/added> styrka:nutsLevel 2 ; skos:inScheme <http://data.europa.eu/nuts/scheme/2024>",
            *(_observe(other, "<id/region/added>", other) for other in _COMPARED if other != column),
        ]
    )
    for column in _COMPARED
}
_PAID: Final = f"""?region styrka:latestObservation <id/observation/added> .
    <id/observation/added> qb:dataSet <id/indicator/erdf-payments> ; sdmx-dimension:refArea ?region ;
    sdmx-dimension:refPeriod {_YEAR} ; sdmx-measure:obsValue 9.0"""

# Cells that mean the same in every question.
_EVERYWHERE: Final = {
    "areaEnglish": '?area skos:prefLabel "Added"@en',
    "asOf": f"?list styrka:asOf {_YEAR}",
}
# The others, by question; "" fills each cell of its question that is not named.
_IN_QUESTION: Final[Mapping[str, Mapping[str, str | tuple[str, ...]]]] = {
    "indicators-by-theme": {
        "": f"""?region styrka:latestObservation <id/observation/added> . <id/observation/added> qb:dataSet ?set ;
            sdmx-dimension:refArea ?region ; sdmx-dimension:refPeriod {_YEAR} ; sdmx-measure:obsValue 9.5""",
    },
    "structurally-similar": {
        f"{column}{kind}": _observe(column, "?region", "added") for column in _COMPARED for kind in ("", "Gap")
    },
    "adoption": {
        "kind": "?list styrka:kind <scheme/strategy-kind/added>",
        "adoptedOn": f"?list styrka:adoptedOn {_YEAR}",
        "adopter": f"?list styrka:adoptedBy {_ORGANISATION}",
        "decidingBody": '?list styrka:decidingBody "Added"@sv',
    },
    "areas-per-list": {
        "areas": "?list styrka:areaCount 9",
        "stated": "?list styrka:statedAreaCount 9",
        "completeness": "?list styrka:completeFor styrka:hasPriorityArea",
        "identifier": '?list dcterms:identifier "added"',
    },
    "areas-without-actor-or-project": {"answer": _COMPLETE},
    "areas-without-project-or-programme": {
        "project": _COMPLETE,
        "programme": "?list styrka:completeFor styrka:usesInstrument",
    },
    "arguments": {
        "": f"""<graph/added> dcterms:source ?document . ?document styrka:states ?argument .
            ?argument skos:prefLabel "Added"@sv ; prov:wasAttributedTo {_ORGANISATION} .
            <id/involvement/added> styrka:involves {_ORGANISATION} ; styrka:involvedIn <id/event/added> .
            <id/event/added> dcterms:date {_YEAR}""",
    },
    "calls-for-a-region": {
        **_CALL,
        "keyword": f"<id/suggestion/added> owl:annotatedSource ?call ; owl:annotatedTarget ?theme ; {_SUGGESTED}",
    },
    "calls-of-a-programme": {**_CALL, **_GRANTS, "deadline": '?call styrka:deadline "2999-01-01"^^xsd:date'},
    "changed-priorities": {
        "": f"""<id/list/added> styrka:coversRegion $region ; styrka:asOf {_YEAR} ; styrka:areaCount 9 ;
            styrka:previousList <id/list/before> .
            <id/list/before> styrka:localName "Before"@sv ; styrka:asOf {_YEAR} ; styrka:areaCount 9""",
    },
    "complementary-priorities": {
        "onlyThereThemes": f"?region {_THEME}",
        "onlyHereThemes": f"$region {_THEME}",
        "onlyThereList": f"?region {_THEME}",
        "onlyHereList": f"$region {_THEME}",
    },
    "conflicting-sources": {"confidence": "?claim styrka:confidence <scheme/confidence/added>"},
    "curators-knowledge": {
        "": """<graph/added> dcterms:source <id/source/curators-knowledge> . <id/claim/added> a styrka:Claim ;
            rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value ;
            styrka:confidence <scheme/confidence/added>""",
    },
    "datasets": {
        "partOf": "?part dcterms:isPartOf <dataset/added>",
        "publisher": f"?part prov:wasAttributedTo {_ORGANISATION}",
    },
    "dropped-or-renamed": {
        "": """<id/area/added> styrka:continues ?area ; styrka:localName "Added"@sv .
            ?later styrka:hasPriorityArea <id/area/added>""",
        "earlierAsOf": f"?earlier styrka:asOf {_YEAR}",
        "laterAsOf": f"?later styrka:asOf {_YEAR}",
    },
    "evidence-for-a-choice": {"": f"?about {_STATEMENT}"},
    "funding-named-by-a-strategy": {
        "instrument": """$list styrka:usesInstrument <id/programme/added> .
            <id/programme/added> styrka:localName "Added"@sv""",
        "completeness": "$list styrka:incompleteFor styrka:usesInstrument",
        "eligibility": "?instrument styrka:eligibleRegion region:SE",
    },
    "geographical-levels": {"adopter": f"$list styrka:adoptedBy {_ORGANISATION}"},
    "helix-in-governance": {
        "sector": f"<id/involvement/added> styrka:involvedIn $list ; {_SECTOR}",
        "participant": f"<id/involvement/first> styrka:involves {_ORGANISATION}",
        "role": "<id/involvement/first> styrka:role <scheme/role/added>",
    },
    "higher-strategies": {"horizon": f"?higher styrka:horizonYear {_YEAR}"},
    "how-a-strategy-was-made": {
        "step": f"$list styrka:adoptedOn {_YEAR}",
        "dated": f"?about dcterms:date {_YEAR} ; styrka:periodStart {_YEAR} ; styrka:adoptedOn {_YEAR}",
        "participant": f"<id/involvement/added> styrka:involvedIn ?about ; styrka:involves {_ORGANISATION}",
        "sector": (f"<id/involvement/added> styrka:involvedIn ?about ; {_SECTOR}", f"?participant {_SECTOR}"),
        "role": f"""<id/involvement/added> styrka:involvedIn ?about ; styrka:role <scheme/role/added> ;
            styrka:involves {_ORGANISATION}""",
    },
    "indicators-of-a-strategy": {
        "": f"""?about styrka:hasFigure <id/figure/added> . <id/figure/added> styrka:value 9 ; styrka:currency "SEK" ;
            styrka:bound <scheme/bound/added> ; styrka:periodStart {_YEAR} ; styrka:periodEnd {_YEAR}""",
    },
    "inferred-about-a-region": {
        "ruleEnglish": '?property styrka:ruleText "Added"@en',
        "ruleSwedish": '?property styrka:ruleText "Tillagd"@sv',
    },
    "interreg-at-a-border": {
        "from": f"?programme styrka:periodStart {_YEAR}",
        "until": '?programme styrka:periodEnd "2999"^^xsd:gYear',
        "neighbour": """$region styrka:borders <id/region/added> . <id/region/added> styrka:localName "Added"@sv ;
            styrka:partOf <id/region/land> . <id/region/land> styrka:nutsLevel 0""",
        "neighbourEligible": "?programme styrka:openTo ?neighbour",
        "otherSide": '?programme styrka:coverageNote "Added"@en',
    },
    "lead-regions": {
        "region": "?area styrka:leadRegion region:SE311",
        "organisation": (
            f"?region styrka:hasAuthority {_ORGANISATION}",
            f"?area styrka:leadRegion region:SE311 . region:SE311 styrka:hasAuthority {_ORGANISATION}",
        ),
    },
    "money-beside-priorities": {
        "kohesio": """<id/observation/added> sdmx-dimension:refArea ?region ; sdmx-measure:obsValue 9.0 ;
            qb:dataSet <id/indicator/kohesio-eu-budget-per-head>""",
        "": _PAID,
    },
    "money-moved": {
        "": f"""<id/list/added> styrka:coversRegion $region ; styrka:localName "Added"@sv ;
            styrka:hasAmount <id/amount/added> . <id/amount/added> styrka:value 9 ; styrka:currency "SEK" ;
            styrka:bound <scheme/bound/added> ; styrka:amountKind <scheme/amount-kind/added> ;
            styrka:periodStart {_YEAR} ; styrka:periodEnd {_YEAR}""",
    },
    "named-for-areas": {"named": f"?area styrka:hasExample {_ORGANISATION}"},
    "objectives-and-results": {"": f"$project {_STATEMENT}"},
    "old-lists": {
        "age": f"?list styrka:asOf {_YEAR}",
        "until": f"?list styrka:periodEnd {_YEAR}",
        "later": """?list styrka:supersededBy <id/list/added> .
            <id/list/added> styrka:coversRegion ?region ; styrka:localName "Added"@sv""",
    },
    "open-calls": {
        **_CALL,
        **_GRANTS,
        **dict.fromkeys(("theme", "matched", "keyword", "confidence"), _SUGGESTION),
    },
    "overlapping-priorities": {"jointList": "?larger styrka:ownPriorityArea <id/area/added>"},
    "own-and-joint-counterparts": {
        "": """$region styrka:jointPriorityArea <id/area/added> . ?own styrka:theme <scheme/theme/added> .
            <id/area/added> styrka:concerns <scheme/theme/added> ; styrka:localName "Added"@sv""",
    },
    "partners-for-a-theme": {
        "": """<id/programme/added> a styrka:FundingProgramme ; styrka:openTo $region ; styrka:concerns $theme ;
            styrka:eligibleRegion <id/region/added> . ?actor styrka:locatedIn <id/region/added>""",
        "places": '?actor styrka:placeNames "Added"',
    },
    "partners-not-met": {"answer": "?organisation styrka:completeFor styrka:collaboratesWith"},
    "parts-of-a-region": {"code": '?part skos:notation "ADDED"', "level": "?part styrka:nutsLevel 9"},
    "periods": {
        "from": f"?list styrka:periodStart {_YEAR}",
        "until": f"?list styrka:periodEnd {_YEAR}",
        "horizon": f"?list styrka:horizonYear {_YEAR}",
        "status": f"{_FROM_A_SOURCE} ?list styrka:status <scheme/status/current>",
        "statusAsOf": f"<id/source/added> dcterms:date {_YEAR}",
    },
    "priorities-of-a-region": {
        "": """$region styrka:priorityArea <id/area/added> . <id/list/added> styrka:hasPriorityArea <id/area/added> .
            <id/area/added> styrka:localName "Added"@sv ; styrka:theme theme:energy""",
        "asOf": (
            f"?list styrka:asOf {_YEAR}",
            f"""$region styrka:priorityArea <id/area/added> . <id/list/added> styrka:hasPriorityArea <id/area/added> ;
                styrka:asOf {_YEAR}""",
        ),
    },
    "programmes-for-regions": {
        "": (
            "?programme styrka:eligibleRegion $one ; styrka:openTo $one , $two",
            "?programme styrka:eligibleRegion $one ; styrka:openTo $one",
        ),
        "from": f"?programme styrka:periodStart {_YEAR}",
        "until": '?programme styrka:periodEnd "2999"^^xsd:gYear',
        "funds": "?programme styrka:fund <scheme/fund/added>",
        "manager": f"?programme styrka:managedBy {_ORGANISATION}",
    },
    "programmes-of-2014-2020": {"eligibility": "?programme styrka:eligibleRegion $region ; styrka:openTo $region"},
    "programmes-with-smart-specialisation": {
        "outOf": "?figure styrka:outOf 9",
        "bound": "?figure styrka:bound <scheme/bound/added>",
        "asOf": f"<id/source/added> dcterms:date {_YEAR}",
        "since": f"?figure styrka:periodStart {_YEAR}",
        "until": f"?figure styrka:periodEnd {_YEAR}",
    },
    "projects-ended-before": {
        "status": f"{_FROM_A_SOURCE} ?project styrka:status <scheme/status/added>",
        "statusAsOf": f"<id/source/added> dcterms:date {_YEAR}",
    },
    "projects-of-a-fund": {"": f"<id/involvement/added> {_RUN}", "places": '?project styrka:placeNames "Added"'},
    "region-codes": {"euAddress": "?region skos:exactMatch <http://data.europa.eu/nuts/code/ADDED>"},
    "regions-without-priorities": {
        "answer": "<id/list/added> styrka:coversRegion ?region ; styrka:completeFor styrka:hasPriorityArea",
        "knownListNames": '<id/list/added> styrka:coversRegion ?region ; styrka:localName "Added"@sv',
        "knownListList": '<id/list/added> styrka:coversRegion ?region ; styrka:localName "Added"@sv',
    },
    "shared-priorities": {
        "": """?region styrka:hasAuthority <id/actor/added> .
            <id/actor/added> styrka:localName "Added"@sv ; foaf:page <https://example.org/added>""",
    },
    "sources-of-an-area": {
        "title": '?origin dcterms:title "Added"@sv',
        "publisher": f"?origin dcterms:publisher {_ORGANISATION}",
        "dated": f"?origin dcterms:date {_YEAR}",
        "recordedOn": f"?origin styrka:recordedOn {_DAY}",
        "readOn": f"?origin styrka:readOn {_DAY}",
        "confidence": "GRAPH ?graph { $area styrka:confidence <scheme/confidence/added> }",
        "page": "?origin foaf:page <https://example.org/added>",
    },
    "statements-of-a-strategy": {"": f"$list {_STATEMENT}"},
    "test-beds": {
        "place": "?facility styrka:locatedIn region:SE110",
        "access": """<id/involvement/added> styrka:role <scheme/role/user> ; styrka:involvedIn ?facility ;
            styrka:actorTypeNamed "Added"@sv""",
    },
    "known-gaps": {
        "newest": """?region styrka:coveredBy <id/list/added> .
            <id/list/added> styrka:hasPriorityArea <id/area/added> ; styrka:asOf "1901"^^xsd:gYear""",
        "knownListList": "?region styrka:coveredBy <id/list/added>",
    },
    "organisations-in-a-region": {
        "town": '?organisation schema:addressLocality "Added"@und',
        "founded": f"?organisation schema:foundingDate {_YEAR}",
    },
    "theme-by-region": {"state": "?region styrka:priorityArea <id/area/added>"},
    "value-chain": {
        "": (
            """<id/area/added> styrka:valueChainStage ?stage ; styrka:concerns $theme .
                <id/list/added> styrka:hasPriorityArea <id/area/added> ; styrka:coversRegion region:SE110""",
            """?area styrka:valueChainStage <scheme/value-chain-stage/production> .
                <id/area/added> styrka:valueChainStage <scheme/value-chain-stage/production> ; styrka:concerns $theme .
                <id/list/added> styrka:hasPriorityArea <id/area/added> ; styrka:coversRegion region:SE110""",
        ),
    },
}
# What makes a row that lacks the value, where none does, and none would if the value were taken away.
FIRST: Final[Mapping[str, Mapping[str, str]]] = {
    "helix-in-governance": {
        "participant": "<id/involvement/first> styrka:involvedIn $list",
        "role": "<id/involvement/first> styrka:involvedIn $list",
    },
    "structurally-similar": {f"{column}{kind}": _LACKING[column] for column in _COMPARED for kind in ("", "Gap")},
    "periods": {"statusAsOf": f"{_FROM_A_SOURCE} ?list styrka:status <scheme/status/planned>"},
    "programmes-with-smart-specialisation": {"asOf": f"{_FROM_A_SOURCE} ?figure styrka:value 9"},
    "projects-ended-before": {"statusAsOf": f"{_FROM_A_SOURCE} ?project styrka:status <scheme/status/added>"},
}


def find_fills(slug: str, cell: str) -> tuple[str, ...]:
    """The statements that a cell of a question waits for, in each way; none where none are written."""
    of_question = _IN_QUESTION.get(slug, {})
    found = of_question.get(cell) or _EVERYWHERE.get(cell) or of_question.get("", ())
    return (found,) if isinstance(found, str) else found
