using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>Sentences of the verify page about files, pictures and the camera; what to do next where there was nothing to check.</summary>
public static class UploadWords
{
    public static readonly Sentence UploadHint = new();
    public static readonly Sentence UploadTooLarge = new();
    public static readonly Sentence UploadBusy = new();
    public static readonly Sentence CodeLeadsTo = new();
    public static readonly Sentence CodeLeadsToUs = new();

    // The camera
    public static readonly Sentence CameraPromise = new();
    public static readonly Sentence CameraUse = new();
    public static readonly Sentence CameraStop = new();
    public static readonly Sentence CameraLooks = new();
    public static readonly Sentence CameraRefused = new();
    public static readonly Sentence CameraFound = new();

    // What to do next
    private static readonly Sentence NextPdfWithoutCredential = new();
    private static readonly Sentence NextPdfEncrypted = new();
    private static readonly Sentence NextPdfDamaged = new();
    private static readonly Sentence NextPdfAttachmentTooLarge = new();
    private static readonly Sentence NextPdfTooManyAttachments = new();
    private static readonly Sentence NextPdfNotReadHere = new();
    private static readonly Sentence NextImageWithoutCredential = new();
    private static readonly Sentence NextPictureWithSeveralCodes = new();
    private static readonly Sentence NextPictureCodeWithoutCredential = new();
    private static readonly Sentence NextPictureDamaged = new();
    private static readonly Sentence NextPictureNotReadHere = new();

    /// <summary>What a file without anything to check is, and what to do next; null where the code is of something else.</summary>
    public static Phrase? Of(string code) => code switch
    {
        "pdf-without-credential" => NextPdfWithoutCredential,
        "pdf-encrypted" => NextPdfEncrypted,
        "pdf-damaged" => NextPdfDamaged,
        "pdf-attachment-too-large" => NextPdfAttachmentTooLarge,
        "pdf-too-many-attachments" => NextPdfTooManyAttachments,
        "pdf-not-read-here" => NextPdfNotReadHere,
        "image-without-credential" => NextImageWithoutCredential,
        "picture-with-several-codes" => NextPictureWithSeveralCodes,
        "picture-code-without-credential" or "picture-code-unreadable" => NextPictureCodeWithoutCredential,
        "picture-damaged" => NextPictureDamaged,
        "picture-not-read-here" => NextPictureNotReadHere,
        _ => null,
    };
}
