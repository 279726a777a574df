using System.Net.Mail;

namespace Issuer.Service.Store;

/// <summary>How the service sends e-mail: through a server, into a folder, or not at all.</summary>
public sealed record MailSettings
{
    /// <summary><c>Issuer__Mail__Host</c>: the SMTP server; null: none.</summary>
    public string? Host { get; init; }

    /// <summary><c>Issuer__Mail__Port</c>, default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>Issuer__Mail__StartTls</c>, default true: the connection is encrypted before anything is sent, or nothing is sent.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary><c>Issuer__Mail__User</c>, where the server wants one.</summary>
    public string? User { get; init; }

    /// <summary><c>Issuer__Mail__PasswordFile</c>, absolute: a file whose first line is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary><c>Issuer__Mail__From</c>: the sender's address, with or without a name; needed with a host.</summary>
    public string? From { get; init; }

    /// <summary><c>Issuer__Mail__Folder</c>, absolute: letters become files there. Default in Development, where no host is set: <c>mail</c> in the data directory.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether anything can be sent.</summary>
    public bool IsOn => Host is not null || Folder is not null;

    /// <summary>Why these settings do not fit together; each a sentence.</summary>
    internal IEnumerable<string> Faults(bool development)
    {
        if (Host is not null && Folder is not null)
            yield return "Issuer__Mail__Host and Issuer__Mail__Folder exclude one another: letters go to a server or into a folder.";
        if (Host is not null && From is null)
            yield return "Issuer__Mail__From is not set: give the sender's address, for example Registry <registry@example.ac.uk>.";
        if (From is not null && !MailAddress.TryCreate(From, out _))
            yield return "Issuer__Mail__From must be an e-mail address, with or without a name before it: Registry <registry@example.ac.uk>.";
        if (User is null != PasswordFile is null)
            yield return "Issuer__Mail__User and Issuer__Mail__PasswordFile are set together or not at all.";
        if (PasswordFile is not null && !File.Exists(PasswordFile))
            yield return "Issuer__Mail__PasswordFile names a file that does not exist or cannot be read.";
        if (User is not null && !StartTls && !development)
            yield return "Issuer__Mail__StartTls is false, so the password of Issuer__Mail__User would cross the wire in the clear.";
        if (Folder is not null && !development)
            yield return "Issuer__Mail__Folder is for Development: its files hold addresses and links in the clear.";
    }
}
