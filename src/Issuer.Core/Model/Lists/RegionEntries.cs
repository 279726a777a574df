namespace Issuer.Core.Model.Lists;

/// <summary>
/// NUTS 1 regions (NUTS 2021 for the EU, 2016 for the United Kingdom), with the ISO 3166-2 code as an alias where the region is the same.
/// Names are the regions' own; a state that is one region is named as the state.
/// </summary>
static class RegionEntries
{
    public const string Entries = """
        UKC | North East (England) | cy Gogledd-ddwyrain Lloegr
        UKD | North West (England) | cy Gogledd-orllewin Lloegr
        UKE | Yorkshire and the Humber | cy Swydd Efrog a’r Humber
        UKF | East Midlands (England) | cy Dwyrain Canolbarth Lloegr
        UKG | West Midlands (England) | cy Gorllewin Canolbarth Lloegr
        UKH | East of England | cy Dwyrain Lloegr
        UKI | London | cy Llundain
        UKJ | South East (England) | cy De-ddwyrain Lloegr
        UKK | South West (England) | cy De-orllewin Lloegr
        UKL UKL UKL GB-WLS GB-CYM | Wales | cy Cymru
        UKM UKM UKM GB-SCT | Scotland | cy Yr Alban
        UKN UKN UKN GB-NIR | Northern Ireland | cy Gogledd Iwerddon
        AT1 | Ostösterreich
        AT2 | Südösterreich
        AT3 | Westösterreich
        BE1 BE1 BE1 BE-BRU | Brussels Capital Region | fr Région de Bruxelles-Capitale | nl Brussels Hoofdstedelijk Gewest
        BE2 BE2 BE2 BE-VLG | Flemish Region | nl Vlaams Gewest
        BE3 BE3 BE3 BE-WAL | Walloon Region | fr Région wallonne
        BG3 | Severna i Yugoiztochna Bulgaria
        BG4 | Yugozapadna i Yuzhna tsentralna Bulgaria
        CY0 | Cyprus
        CZ0 | Czechia
        DE1 DE1 DE1 DE-BW | Baden-Württemberg
        DE2 DE2 DE2 DE-BY | Bavaria | de Bayern
        DE3 DE3 DE3 DE-BE | Berlin
        DE4 DE4 DE4 DE-BB | Brandenburg
        DE5 DE5 DE5 DE-HB | Bremen
        DE6 DE6 DE6 DE-HH | Hamburg
        DE7 DE7 DE7 DE-HE | Hesse | de Hessen
        DE8 DE8 DE8 DE-MV | Mecklenburg-Vorpommern
        DE9 DE9 DE9 DE-NI | Lower Saxony | de Niedersachsen
        DEA DEA DEA DE-NW | North Rhine-Westphalia | de Nordrhein-Westfalen
        DEB DEB DEB DE-RP | Rhineland-Palatinate | de Rheinland-Pfalz
        DEC DEC DEC DE-SL | Saarland
        DED DED DED DE-SN | Saxony | de Sachsen
        DEE DEE DEE DE-ST | Saxony-Anhalt | de Sachsen-Anhalt
        DEF DEF DEF DE-SH | Schleswig-Holstein
        DEG DEG DEG DE-TH | Thuringia | de Thüringen
        DK0 | Denmark
        EE0 | Estonia
        EL3 | Attiki
        EL4 | Nisia Aigaiou, Kriti
        EL5 | Voreia Ellada
        EL6 | Kentriki Ellada
        ES1 | Noroeste
        ES2 | Noreste
        ES3 ES3 ES3 ES-MD | Comunidad de Madrid
        ES4 | Centro (ES)
        ES5 | Este
        ES6 | Sur
        ES7 ES7 ES7 ES-CN | Canarias
        FI1 | Manner-Suomi
        FI2 FI2 FI2 FI-01 | Åland
        FR1 FR1 FR1 FR-IDF | Île-de-France
        FRB FRB FRB FR-CVL | Centre-Val de Loire
        FRC FRC FRC FR-BFC | Bourgogne-Franche-Comté
        FRD FRD FRD FR-NOR | Normandie
        FRE FRE FRE FR-HDF | Hauts-de-France
        FRF FRF FRF FR-GES | Grand Est
        FRG FRG FRG FR-PDL | Pays de la Loire
        FRH FRH FRH FR-BRE | Bretagne
        FRI FRI FRI FR-NAQ | Nouvelle-Aquitaine
        FRJ FRJ FRJ FR-OCC | Occitanie
        FRK FRK FRK FR-ARA | Auvergne-Rhône-Alpes
        FRL FRL FRL FR-PAC | Provence-Alpes-Côte d’Azur
        FRM | Corse
        FRY | Régions ultrapériphériques françaises
        HR0 | Croatia
        HU1 | Közép-Magyarország
        HU2 | Dunántúl
        HU3 | Alföld és Észak
        IE0 | Ireland | ga Éire
        ITC | Nord-Ovest
        ITF | Sud
        ITG | Isole
        ITH | Nord-Est
        ITI | Centro (IT)
        LT0 | Lithuania
        LU0 | Luxembourg
        LV0 | Latvia
        MT0 | Malta
        NL1 | Noord-Nederland
        NL2 | Oost-Nederland
        NL3 | West-Nederland
        NL4 | Zuid-Nederland
        PL2 | Makroregion południowy
        PL4 | Makroregion północno-zachodni
        PL5 | Makroregion południowo-zachodni
        PL6 | Makroregion północny
        PL7 | Makroregion centralny
        PL8 | Makroregion wschodni
        PL9 PL9 PL9 PL-14 | Makroregion województwo mazowieckie
        PT1 | Continente
        PT2 PT2 PT2 PT-20 | Região Autónoma dos Açores
        PT3 PT3 PT3 PT-30 | Região Autónoma da Madeira
        RO1 | Macroregiunea Unu
        RO2 | Macroregiunea Doi
        RO3 | Macroregiunea Trei
        RO4 | Macroregiunea Patru
        SE1 | Östra Sverige
        SE2 | Södra Sverige
        SE3 | Norra Sverige
        SI0 | Slovenia
        SK0 | Slovakia
        """;
}
