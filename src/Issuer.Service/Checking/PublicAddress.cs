using System.Net;
using System.Net.Sockets;

namespace Issuer.Service.Checking;

/// <summary>Tells addresses of the public internet from those that lead into our own networks or nowhere.</summary>
public static class PublicAddress
{
    // IANA IPv4 and IPv6 special-purpose address registries (RFC 6890 and later), everything that is not globally reachable,
    // with the relays through which IPv4 is reached from IPv6, and one address that a cloud answers from although it looks public.
    private static readonly IPNetwork[] RefusedV4 =
    [
        .. new[]
        {
            "0.0.0.0/8",         // this network (RFC 791)
            "10.0.0.0/8",        // private (RFC 1918)
            "100.64.0.0/10",     // carrier-grade NAT (RFC 6598); also a cloud's metadata
            "127.0.0.0/8",       // loopback (RFC 1122)
            "168.63.129.16/32",  // Azure's host agent
            "169.254.0.0/16",    // link local (RFC 3927); metadata of most clouds
            "172.16.0.0/12",     // private (RFC 1918)
            "192.0.0.0/24",      // IETF protocol assignments (RFC 6890)
            "192.0.2.0/24",      // documentation (RFC 5737)
            "192.88.99.0/24",    // 6to4 relay (RFC 7526)
            "192.168.0.0/16",    // private (RFC 1918)
            "198.18.0.0/15",     // benchmarking (RFC 2544)
            "198.51.100.0/24",   // documentation (RFC 5737)
            "203.0.113.0/24",    // documentation (RFC 5737)
            "224.0.0.0/4",       // multicast (RFC 5771)
            "240.0.0.0/4",       // reserved (RFC 1112) and broadcast (RFC 919)
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork[] RefusedV6 =
    [
        .. new[]
        {
            "2001::/23",         // IETF protocol assignments, Teredo among them (RFC 2928, RFC 4380)
            "2001:db8::/32",     // documentation (RFC 3849)
            "2002::/16",         // 6to4: an IPv4 address inside (RFC 3056)
            "3fff::/20",         // documentation (RFC 9637)
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>True for an address that anyone on the internet could connect to.</summary>
    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(RefusedV4, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => IsGlobalUnicast(address) && !Array.Exists(RefusedV6, network => network.Contains(address)),
        _ => false,
    };

    // 2000::/3 (RFC 4291, 2.4): loopback, unique local, link local, multicast, IPv4-mapped and NAT64 lie outside.
    // Looked at in the bytes: IPNetwork.Contains takes an IPv4-mapped address for the IPv4 address inside.
    private static bool IsGlobalUnicast(IPAddress address) => (address.GetAddressBytes()[0] & 0xE0) == 0x20;
}
