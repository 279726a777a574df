namespace Issuer.Core.Model;

/// <summary>How much a <see cref="Finding"/> weighs.</summary>
public enum Severity
{
    /// <summary>Blocks issuing.</summary>
    Error,

    /// <summary>Shown, never blocks.</summary>
    Warning,
}

/// <summary>One fault or warning about a request, as <c>POST /v1/credentials/check</c> and every problem body list it.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) to the member at fault; empty for the whole document.</param>
/// <param name="Code">Stable kebab-case code that programs may rely on.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">One English sentence that a registrar understands; never repeats personal data.</param>
public sealed record Finding(string Pointer, string Code, Severity Severity, string Message)
{
    /// <summary>A fault that blocks.</summary>
    public static Finding Error(string pointer, string code, string message) => new(pointer, code, Severity.Error, message);

    /// <summary>A remark that does not block.</summary>
    public static Finding Warning(string pointer, string code, string message) => new(pointer, code, Severity.Warning, message);
}
