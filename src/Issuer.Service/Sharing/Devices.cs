using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Issuer.Core.Encoding;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>
/// What a browser keeps of having opened a management link: a time and a keyed hash of it and the link, so that nothing has to be stored here. A new
/// management link makes all of them void. A form carries a keyed hash of the cookie, which no other site can read.
/// </summary>
public sealed class Devices(KeysDirectory secrets, TimeProvider clock)
{
    /// <summary>How long a device is known.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private readonly byte[] _deviceKey = secrets.Derive("management devices");
    private readonly byte[] _formKey = secrets.Derive("management forms");

    /// <summary>A cookie for the link.</summary>
    public string Remember(string manageHash)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var plain = $"{until}.{Base64UrlText.Encode(RandomNumberGenerator.GetBytes(16))}";
        return $"{plain}.{KeyedHash.Of(_deviceKey, $"{manageHash}|{plain}")}";
    }

    /// <summary>Whether a cookie is one of the link's and not too old.</summary>
    public bool Knows(string manageHash, string? cookie) =>
        cookie is { Length: < 200 } && cookie.LastIndexOf('.') is > 0 and var dot && SameText(KeyedHash.Of(_deviceKey, $"{manageHash}|{cookie[..dot]}"), cookie[(dot + 1)..])
        && long.TryParse(cookie.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until) && clock.GetUtcNow().ToUnixTimeSeconds() < until;

    /// <summary>What a form on the page carries.</summary>
    public string FormToken(string cookie) => KeyedHash.Of(_formKey, cookie);

    /// <summary>Whether a form came from the page that this cookie's browser got.</summary>
    public bool IsOwnForm(string cookie, string? token) => token is { Length: < 100 } && SameText(FormToken(cookie), token);

    internal static bool SameText(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
