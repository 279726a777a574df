namespace Issuer.Core.Model.Lists;

/// <summary>
/// The EU's country authority list: alpha-3 code, last part of the IRI, alpha-2 code, further codes in use (the EU's own <c>UK</c> and <c>EL</c>).
/// Kosovo, Clipperton, the French Southern Territories and the European Union have codes of the EU's own. Its entry for "provisional data" is no country and left out.
/// </summary>
static class CountryEntries
{
    public const string Entries = """
        1A0 1A0 XK XKX | Kosovo
        ABW ABW AW | Aruba
        AFG AFG AF | Afghanistan
        AGO AGO AO | Angola
        AIA AIA AI | Anguilla
        ALA ALA AX | Åland Islands
        ALB ALB AL | Albania | cy Albania
        AND AND AD | Andorra | cy Andorra
        ARE ARE AE | United Arab Emirates
        ARG ARG AR | Argentina
        ARM ARM AM | Armenia
        ASM ASM AS | American Samoa
        ATA ATA AQ | Antarctica
        ATG ATG AG | Antigua and Barbuda
        AUS AUS AU | Australia | cy Awstralia
        AUT AUT AT | Austria | cy Awstria
        AZE AZE AZ | Azerbaijan
        BDI BDI BI | Burundi
        BEL BEL BE | Belgium | cy Gwlad Belg
        BEN BEN BJ | Benin
        BES BES BQ | Bonaire, Sint Eustatius and Saba
        BFA BFA BF | Burkina Faso
        BGD BGD BD | Bangladesh
        BGR BGR BG | Bulgaria | cy Bwlgaria
        BHR BHR BH | Bahrain
        BHS BHS BS | Bahamas
        BIH BIH BA | Bosnia and Herzegovina | cy Bosnia a Herzegovina
        BLM BLM BL | Saint Barthélemy
        BLR BLR BY | Belarus | cy Belarws
        BLZ BLZ BZ | Belize
        BMU BMU BM | Bermuda
        BOL BOL BO | Bolivia
        BRA BRA BR | Brazil | cy Brasil
        BRB BRB BB | Barbados
        BRN BRN BN | Brunei
        BTN BTN BT | Bhutan
        BVT BVT BV | Bouvet Island
        BWA BWA BW | Botswana
        CAF CAF CF | Central African Republic
        CAN CAN CA | Canada | cy Canada
        CCK CCK CC | Cocos (Keeling) Islands
        CHE CHE CH | Switzerland | cy Y Swistir
        CHL CHL CL | Chile
        CHN CHN CN | China | cy Tsieina
        CIV CIV CI | Côte d’Ivoire
        CMR CMR CM | Cameroon
        COD COD CD | Democratic Republic of the Congo
        COG COG CG | Congo
        COK COK CK | Cook Islands
        COL COL CO | Colombia
        COM COM KM | Comoros
        CPT CPT CP | Clipperton
        CPV CPV CV | Cabo Verde
        CRI CRI CR | Costa Rica
        CUB CUB CU | Cuba
        CUW CUW CW | Curaçao
        CXR CXR CX | Christmas Island
        CYM CYM KY | Cayman Islands
        CYP CYP CY | Cyprus | cy Cyprus
        CZE CZE CZ | Czechia | cy Tsiecia
        DEU DEU DE | Germany | cy Yr Almaen
        DJI DJI DJ | Djibouti
        DMA DMA DM | Dominica
        DNK DNK DK | Denmark | cy Denmarc
        DOM DOM DO | Dominican Republic
        DZA DZA DZ | Algeria
        ECU ECU EC | Ecuador
        EGY EGY EG | Egypt | cy Yr Aifft
        ERI ERI ER | Eritrea
        ESH ESH EH | Western Sahara
        ESP ESP ES | Spain | cy Sbaen
        EST EST EE | Estonia | cy Estonia
        ETH ETH ET | Ethiopia
        EUR EUR EU | European Union | cy Yr Undeb Ewropeaidd
        FIN FIN FI | Finland | cy Y Ffindir
        FJI FJI FJ | Fiji
        FLK FLK FK | Falkland Islands
        FQ0 FQ0 TF ATF | French Southern and Antarctic Lands
        FRA FRA FR | France | cy Ffrainc
        FRO FRO FO | Faroes
        FSM FSM FM | Micronesia
        GAB GAB GA | Gabon
        GBR GBR GB UK | United Kingdom | cy Y Deyrnas Unedig
        GEO GEO GE | Georgia
        GGY GGY GG | Guernsey
        GHA GHA GH | Ghana
        GIB GIB GI | Gibraltar
        GIN GIN GN | Guinea
        GLP GLP GP | Guadeloupe
        GMB GMB GM | The Gambia
        GNB GNB GW | Guinea-Bissau
        GNQ GNQ GQ | Equatorial Guinea
        GRC GRC GR EL | Greece | cy Gwlad Groeg
        GRD GRD GD | Grenada
        GRL GRL GL | Greenland
        GTM GTM GT | Guatemala
        GUF GUF GF | French Guiana
        GUM GUM GU | Guam
        GUY GUY GY | Guyana
        HKG HKG HK | Hong Kong
        HMD HMD HM | Heard Island and McDonald Islands
        HND HND HN | Honduras
        HRV HRV HR | Croatia | cy Croatia
        HTI HTI HT | Haiti
        HUN HUN HU | Hungary | cy Hwngari
        IDN IDN ID | Indonesia
        IMN IMN IM | Isle of Man | cy Ynys Manaw
        IND IND IN | India | cy India
        IOT IOT IO | British Indian Ocean Territory
        IRL IRL IE | Ireland | cy Iwerddon
        IRN IRN IR | Iran
        IRQ IRQ IQ | Iraq
        ISL ISL IS | Iceland | cy Gwlad yr Iâ
        ISR ISR IL | Israel
        ITA ITA IT | Italy | cy Yr Eidal
        JAM JAM JM | Jamaica
        JEY JEY JE | Jersey
        JOR JOR JO | Jordan
        JPN JPN JP | Japan | cy Japan
        KAZ KAZ KZ | Kazakhstan
        KEN KEN KE | Kenya
        KGZ KGZ KG | Kyrgyzstan
        KHM KHM KH | Cambodia
        KIR KIR KI | Kiribati
        KNA KNA KN | Saint Kitts and Nevis
        KOR KOR KR | South Korea
        KWT KWT KW | Kuwait
        LAO LAO LA | Laos
        LBN LBN LB | Lebanon
        LBR LBR LR | Liberia
        LBY LBY LY | Libya
        LCA LCA LC | Saint Lucia
        LIE LIE LI | Liechtenstein | cy Liechtenstein
        LKA LKA LK | Sri Lanka
        LSO LSO LS | Lesotho
        LTU LTU LT | Lithuania | cy Lithwania
        LUX LUX LU | Luxembourg | cy Lwcsembwrg
        LVA LVA LV | Latvia | cy Latfia
        MAC MAC MO | Macau
        MAF MAF MF | Saint Martin
        MAR MAR MA | Morocco
        MCO MCO MC | Monaco | cy Monaco
        MDA MDA MD | Moldova | cy Moldofa
        MDG MDG MG | Madagascar
        MDV MDV MV | Maldives
        MEX MEX MX | Mexico
        MHL MHL MH | Marshall Islands
        MKD MKD MK | North Macedonia | cy Gogledd Macedonia
        MLI MLI ML | Mali
        MLT MLT MT | Malta | cy Malta
        MMR MMR MM | Myanmar/Burma
        MNE MNE ME | Montenegro | cy Montenegro
        MNG MNG MN | Mongolia
        MNP MNP MP | Northern Mariana Islands
        MOZ MOZ MZ | Mozambique
        MRT MRT MR | Mauritania
        MSR MSR MS | Montserrat
        MTQ MTQ MQ | Martinique
        MUS MUS MU | Mauritius
        MWI MWI MW | Malawi
        MYS MYS MY | Malaysia
        MYT MYT YT | Mayotte
        NAM NAM NA | Namibia
        NCL NCL NC | New Caledonia
        NER NER NE | Niger
        NFK NFK NF | Norfolk Island
        NGA NGA NG | Nigeria
        NIC NIC NI | Nicaragua
        NIU NIU NU | Niue
        NLD NLD NL | Netherlands | cy Yr Iseldiroedd
        NOR NOR NO | Norway | cy Norwy
        NPL NPL NP | Nepal
        NRU NRU NR | Nauru
        NZL NZL NZ | New Zealand | cy Seland Newydd
        OMN OMN OM | Oman
        PAK PAK PK | Pakistan
        PAN PAN PA | Panama
        PCN PCN PN | Pitcairn Islands
        PER PER PE | Peru
        PHL PHL PH | Philippines
        PLW PLW PW | Palau
        PNG PNG PG | Papua New Guinea
        POL POL PL | Poland | cy Gwlad Pwyl
        PRI PRI PR | Puerto Rico
        PRK PRK KP | North Korea
        PRT PRT PT | Portugal | cy Portiwgal
        PRY PRY PY | Paraguay
        PSE PSE PS | Palestine
        PYF PYF PF | French Polynesia
        QAT QAT QA | Qatar
        REU REU RE | Réunion
        ROU ROU RO | Romania | cy Rwmania
        RUS RUS RU | Russia | cy Rwsia
        RWA RWA RW | Rwanda
        SAU SAU SA | Saudi Arabia
        SDN SDN SD | Sudan
        SEN SEN SN | Senegal
        SGP SGP SG | Singapore
        SGS SGS GS | South Georgia and the South Sandwich Islands
        SHN SHN SH | Saint Helena, Ascension and Tristan da Cunha
        SJM SJM SJ | Svalbard and Jan Mayen
        SLB SLB SB | Solomon Islands
        SLE SLE SL | Sierra Leone
        SLV SLV SV | El Salvador
        SMR SMR SM | San Marino
        SOM SOM SO | Somalia
        SPM SPM PM | Saint Pierre and Miquelon
        SRB SRB RS | Serbia | cy Serbia
        SSD SSD SS | South Sudan
        STP STP ST | São Tomé and Príncipe
        SUR SUR SR | Suriname
        SVK SVK SK | Slovakia | cy Slofacia
        SVN SVN SI | Slovenia | cy Slofenia
        SWE SWE SE | Sweden | cy Sweden
        SWZ SWZ SZ | Eswatini
        SXM SXM SX | Sint Maarten
        SYC SYC SC | Seychelles
        SYR SYR SY | Syria
        TCA TCA TC | Turks and Caicos Islands
        TCD TCD TD | Chad
        TGO TGO TG | Togo
        THA THA TH | Thailand
        TJK TJK TJ | Tajikistan
        TKL TKL TK | Tokelau
        TKM TKM TM | Turkmenistan
        TLS TLS TL | Timor-Leste
        TON TON TO | Tonga
        TTO TTO TT | Trinidad and Tobago
        TUN TUN TN | Tunisia
        TUR TUR TR | Turkey | cy Twrci
        TUV TUV TV | Tuvalu
        TWN TWN TW | Taiwan
        TZA TZA TZ | Tanzania
        UGA UGA UG | Uganda
        UKR UKR UA | Ukraine | cy Wcráin
        UMI UMI UM | United States Minor Outlying Islands
        URY URY UY | Uruguay
        USA USA US | United States | cy Unol Daleithiau America
        UZB UZB UZ | Uzbekistan
        VAT VAT VA | Vatican City State
        VCT VCT VC | Saint Vincent and the Grenadines
        VEN VEN VE | Venezuela
        VGB VGB VG | British Virgin Islands
        VIR VIR VI | US Virgin Islands
        VNM VNM VN | Vietnam
        VUT VUT VU | Vanuatu
        WLF WLF WF | Wallis and Futuna
        WSM WSM WS | Samoa
        YEM YEM YE | Yemen
        ZAF ZAF ZA | South Africa | cy De Affrica
        ZMB ZMB ZM | Zambia
        ZWE ZWE ZW | Zimbabwe
        """;
}
