using System.Reflection;
using System.Runtime.InteropServices;

namespace Issuer.Core.Keys;

/// <summary>Finds libsodium and OpenSSL under the names that they have without their development packages.</summary>
internal static class NativeLibraries
{
    public const string Sodium = "libsodium";
    public const string Crypto = "libcrypto";

    // The number is the binary interface: 1.0.18 is 23, 1.0.19 and later are 26.
    private static readonly string[] SodiumNames = ["libsodium.so.26", "libsodium.so.23", "libsodium.dylib", "libsodium.dll"];
    private static readonly string[] CryptoNames = ["libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];

    private static readonly Lazy<nint> SodiumHandle = new(() => Load(SodiumNames, SodiumLibrary.Exports));
    private static readonly Lazy<nint> CryptoHandle = new(() => Load(CryptoNames, CryptoLibrary.Exports));

    // Runs once, before any of the bound functions can be called: both back ends ask Has first.
    private static readonly bool Registered = Register();

    /// <summary>Whether a library with every function that is bound can be loaded.</summary>
    public static bool Has(string library) => Registered && Find(library) != 0;

    private static bool Register()
    {
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, static (name, _, _) => Find(name));
        return true;
    }

    private static nint Find(string name) => name switch
    {
        Sodium => SodiumHandle.Value,
        Crypto => CryptoHandle.Value,
        _ => 0,
    };

    private static nint Load(string[] names, string[] exports)
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle))
                continue;
            if (Array.TrueForAll(exports, export => NativeLibrary.TryGetExport(handle, export, out _)))
                return handle;
            NativeLibrary.Free(handle);
        }

        return 0;
    }
}
