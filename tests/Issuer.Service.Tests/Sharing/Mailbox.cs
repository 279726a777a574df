using System.Text;
using System.Text.RegularExpressions;
using Issuer.Service.Tests.Host;

namespace Issuer.Service.Tests.Sharing;

/// <summary>The letters that a Development service wrote into its folder.</summary>
/// <param name="service">The service.</param>
/// <param name="to">Those to this address alone: a letter of an earlier test may still be on its way.</param>
internal sealed partial class Mailbox(TestService service, string? to = null)
{
    private readonly HashSet<string> _read = [];

    /// <summary>The next letter that was not read yet, decoded; waits until the service has written it.</summary>
    public async Task<string> NextAsync()
    {
        var folder = Path.Combine(service.DataDirectory, "mail");
        while (true)
        {
            var unread = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml").Where(file => !_read.Contains(file)).ToList() : [];
            foreach (var file in unread)
            {
                var text = await File.ReadAllTextAsync(file, TestContextToken);
                if (!text.Contains("</html>", StringComparison.Ordinal) || !Closing().IsMatch(text))
                    continue; // Still being written.
                _read.Add(file);
                var letter = Decode(text);
                if (to is null || letter.Contains($"To: {to}", StringComparison.Ordinal))
                    return letter;
            }

            await Task.Delay(20, TestContextToken);
        }
    }

    public static string CodeIn(string letter) => CodePattern().Match(letter) is { Success: true } found ? found.Groups[1].Value + found.Groups[2].Value : throw new InvalidOperationException(letter);

    public static string LinkIn(string letter) => LinkPattern().Match(letter) is { Success: true } found ? found.Value : throw new InvalidOperationException(letter);

    private static CancellationToken TestContextToken => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Quoted-printable (RFC 2045, 6.7) of the whole, which is enough for looking.</summary>
    public static string Decode(string text)
    {
        var joined = text.Replace("=\r\n", "").Replace("=\n", "");
        var bytes = new List<byte>(joined.Length);
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] == '=' && i + 2 < joined.Length && Uri.IsHexDigit(joined[i + 1]) && Uri.IsHexDigit(joined[i + 2]))
            {
                bytes.Add(Convert.ToByte(joined.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(joined[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    [GeneratedRegex(@"^(\d{3}) (\d{3})\s*$", RegexOptions.Multiline)]
    private static partial Regex CodePattern();

    [GeneratedRegex("http://localhost:[0-9]+/claim/[A-Za-z0-9_-]{22}")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"--\r?\n\s*$")]
    private static partial Regex Closing();
}
