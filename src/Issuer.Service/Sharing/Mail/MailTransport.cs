using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing.Mail;

/// <summary>What came of handing a letter to a server.</summary>
public abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>It has been taken: it must never be sent again.</summary>
    public sealed record Taken : Delivery;

    /// <summary>Not now, or nobody knows: it is tried again.</summary>
    /// <param name="Code">Without anything of the learner, for the log.</param>
    public sealed record Later(string Code) : Delivery;

    /// <summary>Never: the server refuses this letter for good.</summary>
    /// <param name="Code">Without anything of the learner, for the log.</param>
    public sealed record Never(string Code) : Delivery;
}

/// <summary>Hands letters to the configured server, or writes them into the configured folder.</summary>
public sealed class MailTransport(IssuerSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Codes with which a server refuses a letter for good (RFC 5321 section 4.2.3). Others of the 500s are about the connection or the password.</summary>
    private static readonly HashSet<int> ForGood = [550, 551, 552, 553, 554, 556];

    private readonly MailSettings _mail = settings.Mail;

    /// <summary>Tries once. No letter and no server makes it throw.</summary>
    /// <param name="id">Names the letter for ever, so that a server can know it again.</param>
    /// <param name="letter">What to send.</param>
    /// <param name="ct">The service stops.</param>
    public async Task<Delivery> SendAsync(string id, Letter letter, CancellationToken ct)
    {
        using var message = Message(id, letter);
        if (message is null)
            return new Delivery.Never("address");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var client = Client();
            await client.SendMailAsync(message, patience.Token);
            return new Delivery.Taken();
        }
        catch (SmtpException fault)
        {
            var code = (int)fault.StatusCode;
            return ForGood.Contains(code) ? new Delivery.Never($"smtp-{code}") : new Delivery.Later(code > 0 ? $"smtp-{code}" : "connection");
        }
        catch (OperationCanceledException)
        {
            return new Delivery.Later("timeout");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return new Delivery.Later("connection");
        }
    }

    private SmtpClient Client()
    {
        if (_mail.Host is null)
        {
            Directory.CreateDirectory(_mail.Folder!);
            return new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = _mail.Folder };
        }

        var client = new SmtpClient(_mail.Host, _mail.Port) { EnableSsl = _mail.StartTls, DeliveryFormat = SmtpDeliveryFormat.International };
        if (_mail.User is { } user)
            client.Credentials = new NetworkCredential(user, File.ReadLines(_mail.PasswordFile!).FirstOrDefault("").Trim());
        return client;
    }

    // The address is one address and nothing else; no other header holds a word from outside but the subject, which is made one line.
    private MailMessage? Message(string id, Letter letter)
    {
        var from = _mail.From ?? $"no-reply@{new Uri(settings.PublicUrl).Host}";
        if (!MailAddress.TryCreate(letter.To, out var to) || to.Address != letter.To)
            return null;
        var message = new MailMessage
        {
            From = new MailAddress(from),
            Subject = MailText.Line(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(to);
        message.Headers.Add("Message-ID", $"<{id}@{new Uri(settings.PublicUrl).Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var html = AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.QuotedPrintable;
        message.AlternateViews.Add(html);
        return message;
    }
}
