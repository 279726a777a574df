using System.Diagnostics.CodeAnalysis;

namespace Issuer.Service.Institutions.Commands;

/// <summary>Options of a verb: <c>--name value</c>, <c>--name=value</c>, repeated where that makes sense, flags without a value, and at most one word by its place.</summary>
internal sealed class Arguments
{
    /// <summary>Name of the word by its place.</summary>
    private const string Place = "FILE";

    private readonly List<(string Name, string Value)> _options = [];
    private readonly HashSet<string> _flags = [];

    /// <summary>Reads options; a name ending in <c>?</c> in <paramref name="known"/> is a flag. False with a sentence for what cannot be understood.</summary>
    public static bool TryParse(ReadOnlySpan<string> words, string[] known, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        (arguments, fault) = (null, null);
        var parsed = new Arguments();
        for (var i = 0; i < words.Length; i++)
        {
            var (name, value) = words[i].Split('=', 2) is [var left, var right] ? (left, right) : (words[i], null);
            if (!words[i].StartsWith("--", StringComparison.Ordinal) && known.Contains(Place) && parsed.Text(Place) is null)
                parsed._options.Add((Place, words[i]));
            else if (known.Contains(name + "?") && value is null)
                parsed._flags.Add(name);
            else if (!known.Contains(name))
                fault = $"{name} is not understood here.";
            else if (value is null && ++i == words.Length)
                fault = $"{name} needs a value.";
            else
                parsed._options.Add((name, value ?? words[i]));
            if (fault is not null)
                return false;
        }

        arguments = parsed;
        return true;
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public string[] All(string name) => [.. _options.Where(option => option.Name == name).Select(option => option.Value)];

    /// <summary>The value given last, as shells and people expect.</summary>
    public string? Text(string name) => All(name).LastOrDefault();

    public string Required(string name) => Text(name) ?? throw new UsageException($"{name} is missing.");
}

/// <summary>The command line was not understood; exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command was understood and refused; exit code 1.</summary>
internal sealed class RefusedException(string message) : Exception(message);
