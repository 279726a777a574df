using System.Collections.Frozen;
using System.Globalization;
using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>
/// Which EQF level goes with a cycle or a national level, as the countries' referencing reports to the EQF Advisory Group state it. Frameworks whose
/// table is not known here for certain give null: no rule speaks about them.
/// </summary>
static class Referencing
{
    // Frameworks of eight levels, each referenced to the EQF level of the same number; "4+", "5.1", "7a" belong to the level of their first digit.
    static readonly FrozenSet<string> SameNumber = new[]
    {
        "AT: NQF", "BQF", "CFC", "CLQ", "CROQF", "CyQF", "DK NQF", "DQR", "EstQF", "FQF", "FiNQF", "HQF", "HuQF", "IT NQF", "LQF", "LTQF", "MQF", "NKR", "NLQF", "NQFL", "NSK",
        "PQF", "QNQ", "ROQF", "SKKR", "SeQF", "TQF",
    }.ToFrozenSet();

    // Position is the national level; 0 stands for none.
    static readonly FrozenDictionary<string, int[]> Tables = new Dictionary<string, int[]>
    {
        // UK referencing report (2010, 2019): RQF and CQFW 4 and 5 both to EQF 5; Entry 3 to EQF 1.
        ["CQFW"] = [0, 2, 3, 4, 5, 5, 6, 7, 8],
        ["RQF"] = [0, 2, 3, 4, 5, 5, 6, 7, 8],
        ["FHEQ"] = [0, 0, 0, 0, 5, 5, 6, 7, 8],
        // The same report: SCQF 1 and 2 have no counterpart.
        ["SCQF"] = [0, 0, 0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 8],
        // Irish referencing report (2009, 2020): ten levels.
        ["IE NQF"] = [0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8],
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, int> Single = new Dictionary<string, int>
    {
        ["RQF Entry Level 3"] = 1,
        // The French nomenclature of 1969, as referenced in 2010.
        ["NQF RNCP Level V"] = 3,
        ["NQF RNCP Level IV"] = 4,
        ["NQF RNCP Level III"] = 5,
        ["NQF RNCP Level II-Grade de Licence"] = 6,
        ["NQF RNCP Level I-Master"] = 7,
        ["NQF RNCP Level I-Doctorat"] = 8,
    }.ToFrozenDictionary();

    /// <summary>EQF level, 1 to 8, of a concept of <see cref="CodeLists.QfEhea"/> or <see cref="CodeLists.Nqf"/>, or null.</summary>
    public static int? ToEqf(Concept level)
    {
        if (level.SchemeIri == CodeLists.QfEhea.SchemeIri)
        {
            // QF-EHEA and EQF: the EQF Recommendation of 2017, annex II, footnotes to levels 5 to 8.
            return level.Slug switch
            {
                "short-cycle" => 5,
                "first-cycle" => 6,
                "second-cycle" => 7,
                "third-cycle" => 8,
                _ => null,
            };
        }

        var label = level.Label.In("en").Text;
        if (Single.TryGetValue(label, out var eqf))
            return eqf;
        var parts = label.Split(" Level ");
        if (parts.Length != 2 || !char.IsAsciiDigit(parts[1][0]))
            return null;
        if (SameNumber.Contains(parts[0]))
            return parts[1][0] is >= '1' and <= '8' ? parts[1][0] - '0' : null;
        return Tables.TryGetValue(parts[0], out var table) && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < table.Length && table[number] > 0
            ? table[number]
            : null;
    }
}
