using System.Text.Encodings.Web;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Core.Tests;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Learners;
using Issuer.Service.Sharing;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

/// <summary>
/// Every shape of a credential's, achievement's or learner's event ever written, as a file. What is written today must equal the newest file; every file must be
/// read for ever, to the state it meant. A file is never edited: a new shape is a new file.
/// </summary>
public sealed class GoldenEventTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly Guid Institution = Guid.ParseExact("0190c0de-0000-7000-8000-000000000001", "D");
    private static readonly Guid Learner = Guid.ParseExact("5cf41171-99a1-4b1b-8158-a5027b607fbc", "D");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly CredentialIssued Full = new(
        "AAECAwQFBgcICQoLDA0ODw", "http://localhost:5080/credentials/AAECAwQFBgcICQoLDA0ODw", Institution, Learner, "EBESExQVFhcYGRobHB0eHw",
        new LocalizedText([("en", "Principles of Sport Management"), ("cy", "Egwyddorion Rheolaeth Chwaraeon")]),
        [LocalizedText.Of("en", "University of Example"), LocalizedText.Of("ga", "Ollscoil Eile")],
        "2026-11-21", T0, T0.AddYears(3), new StatusPlace("suspension", "ICEiIyQlJicoKSorLC0uLw", 94567, 42), [1, 2, 255], [4, 250],
        [
            new SignedForm("vc", "k2", null, null, "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8", """{"type":"DataIntegrityProof","proofValue":"z1"}"""),
            new SignedForm("vc+jwt", "k1", "eyJhbGciOiJFUzI1NiJ9", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE", "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8"),
        ],
        "abcd1234", "MDEyMzQ1Njc4OTo7PD0-Pw");

    private static readonly CredentialFormSigned FormSigned = new(
        Guid.ParseExact("0190c0de-0000-4000-8000-000000000002", "D"), "urn:uuid:0190c0de-0000-4000-8000-000000000003", T0.AddMinutes(5), "dc+sd-jwt", "k1", [3, 2, 1],
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", new StatusPlace("token", "MDEyMzQ1Njc4OTo7PD0-Pw", 7, 3), "abcd1234");

    private static readonly DocumentSigned Document = new(
        "eddsa-revocable", Institution, "vc", "eddsa-rdfc-2022", "k2", "did:web:localhost%3A5080:institutions:university-of-example#k2", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8",
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", new StatusPlace("revocation", "ICEiIyQlJicoKSorLC0uLw", 94567, 42), "abcd1234");
    private static readonly ShareLinkCreated Chosen = new(
        "YGFiY2RlZmdoaWprbG1ubw", "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", [6, 5, 4], false, LinkView.Minimal, T0.AddDays(30), [3, 2], true, true, "learner");

    private static readonly ClaimOffered Offered = new("YGFiY2RlZmdoaWprbG1ubw", "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", T0.AddDays(30), "email", "abcd1234");

    public static TheoryData<string> Names { get; } =
    [
        "credential_issued", "credential_issued.minimal", "credential_issued.kept", "credential_suspended", "credential_reinstated", "credential_revoked", "credential_superseded",
        "document_signed", "document_signed.minimal", "document_status_changed",
        "credential_form_signed", "share_link_created", "share_link_created.chosen", "share_link_revoked", "achievement_described", "learner_registered", "learner_erased",
        "claim_offered", "claim_used", "claim_ended", "erasure_requested", "erasure_decided", "verification_receipt_signed",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_the_golden_file_says(string name)
    {
        var written = Write(name);
        written.Type.Should().Be(name.Split('.')[0]);
        using var document = JsonDocument.Parse(written.Data);
        JsonSerializer.Serialize(document.RootElement, Indented).Should().Be(Golden(name).TrimEnd());
    }

    [Fact]
    public void Every_file_is_written_or_read_by_a_test() =>
        Directory.GetFiles(Folder()).Select(file => Path.GetFileNameWithoutExtension(file)).Should().BeEquivalentTo(Names.Select(row => row.Data));

    [Fact]
    public void A_life_of_golden_events_folds_to_the_state_it_means()
    {
        string[] life = ["credential_issued", "share_link_created", "credential_suspended", "credential_reinstated", "credential_superseded"];
        var states = life.Select((_, last) => Credential.Fold([.. life.Take(last + 1).Select(Stored)])!).ToList();

        states.Select(credential => credential.State).Should().Equal(
            CredentialState.Active, CredentialState.Active, CredentialState.Suspended, CredentialState.Active, CredentialState.Superseded);
        states.Select(credential => credential.StatusBit).Should().Equal(false, false, true, false, true);
        states.Select(credential => credential.Version).Should().Equal(1, 2, 3, 4, 5);
        states[0].Facts.Should().BeEquivalentTo(Full);
        states[1].DefaultLink!.LinkId.Should().Be("YGFiY2RlZmdoaWprbG1ubw");
        states[2].Reason.Should().Be("other");
        states[4].Replacement.Should().BeEquivalentTo(new { SupersededBy = "cHFyc3R1dnd4eXp7fH1-fw", SameLearner = true, Reason = "data-correction" });

        var link = Credential.Fold([Stored("credential_issued", 0), Stored("share_link_created.chosen", 1)])!.Links.Should().ContainSingle().Subject;
        link.Facts.Should().BeEquivalentTo(Chosen);
        (link.IsOpen(T0), link.IsOpen(T0.AddDays(30)), (link with { RevokedAt = T0 }).IsOpen(T0)).Should().Be((true, false, false));

        var offered = Credential.Fold([Stored("credential_issued", 0), Stored("claim_offered", 1)])!.Access;
        offered.Should().Be(new LearnerAccess(Offered, T0.AddMinutes(1), null, null));
        var used = Credential.Fold([Stored("credential_issued", 0), Stored("claim_offered", 1), Stored("claim_used", 2)])!.Access;
        (used.Offer, used.Management!.ManageHash, used.ClaimedAt).Should().Be((null, "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8", T0.AddMinutes(2)));
        Credential.Fold([Stored("credential_issued", 0), Stored("claim_used", 1), Stored("claim_ended", 2)])!.Access.Should().Be(LearnerAccess.None);

        var withForm = Credential.Fold([Stored("credential_issued", 0), Stored("credential_form_signed", 1), Stored("credential_suspended", 2)])!;
        withForm.LaterForms.Should().ContainSingle().Which.Should().BeEquivalentTo(FormSigned);
        withForm.TokenStatus.Should().Be(2);
        withForm.StatusListIds.Should().Equal("ICEiIyQlJicoKSorLC0uLw", "MDEyMzQ1Njc4OTo7PD0-Pw");

        var ended = Credential.Fold([Stored("credential_issued", 0), Stored("share_link_created", 1), Stored("share_link_revoked", 2), Stored("credential_revoked", 3)])!;
        ended.Should().BeEquivalentTo(new { State = CredentialState.Revoked, Reason = "issued-in-error", DefaultLink = (ShareLinkCreated?)null });
    }

    [Fact]
    public void The_minimal_credential_and_the_rest_are_read_as_they_were_meant()
    {
        var minimal = Credential.Fold([Stored("credential_issued.minimal", 0)])!.Facts;
        minimal.ValidUntil.Should().BeNull();
        minimal.Supersedes.Should().BeNull();
        EventJson.Read<CredentialIssued>(Stored("credential_issued.kept", 0)).Forms.Should().AllSatisfy(form =>
            (form.Kept, form.Proof, form.Header).Should().BeEquivalentTo(((byte[])[2, 250, 9], (string?)null, (string?)null)));
        EventJson.Read<AchievementDescribed>(Stored("achievement_described", 0)).Should().Be(
            new AchievementDescribed("EBESExQVFhcYGRobHB0eHw", Institution, """{"title":{"en":"Principles of Sport Management"}}"""));
        EventJson.Read<LearnerRegistered>(Stored("learner_registered", 0)).Should().Be(new LearnerRegistered(Learner, Institution));
        EventJson.Read<LearnerErased>(Stored("learner_erased", 0)).Should().Be(new LearnerErased(Learner, Institution, "abcd1234"));
    }

    [Fact]
    public void A_life_of_a_document_folds_to_the_state_it_means()
    {
        var signed = LoggedDocument.Fold([Stored("document_signed", 0)])!;
        signed.Facts.Should().Be(Document);
        signed.Should().BeEquivalentTo(new { State = CredentialState.Active, StatusBit = false, SignedAt = T0, Version = 1L, ChangedAt = (DateTimeOffset?)null });
        LoggedDocument.Fold([Stored("document_signed", 0), Stored("document_status_changed", 1)])!
            .Should().BeEquivalentTo(new { State = CredentialState.Revoked, StatusBit = true, Version = 2L, ChangedAt = (DateTimeOffset?)T0.AddMinutes(1) });
        LoggedDocument.Fold([Stored("document_signed.minimal", 0)])!.Facts.Should().BeEquivalentTo(new { Form = "vc+jwt", Cryptosuite = (string?)null, Status = (StatusPlace?)null, By = "open" });
    }

    private static NewEvent Write(string name) => name switch
    {
        "credential_issued" => EventJson.Write(CredentialEvents.Issued, Full),
        "credential_issued.minimal" => EventJson.Write(CredentialEvents.Issued, Full with { ValidUntil = null, Supersedes = null, Status = Full.Status with { Purpose = "revocation" } }),
        "credential_issued.kept" => EventJson.Write(CredentialEvents.Issued, Full with
        {
            Forms = [.. Full.Forms.Select(form => form with { Header = null, Proof = null, Kept = [2, 250, 9] })],
        }),
        "credential_suspended" => EventJson.Write(CredentialEvents.Suspended, new StateChanged("other", [9, 8, 7], "abcd1234")),
        "credential_reinstated" => EventJson.Write(CredentialEvents.Reinstated, new StateChanged("other", null, "abcd1234")),
        "credential_revoked" => EventJson.Write(CredentialEvents.Revoked, new StateChanged("issued-in-error", null, "abcd1234")),
        "credential_superseded" => EventJson.Write(CredentialEvents.Superseded, new CredentialSuperseded("cHFyc3R1dnd4eXp7fH1-fw", true, "data-correction", null, "abcd1234")),
        "credential_form_signed" => EventJson.Write(CredentialEvents.FormSigned, FormSigned),
        "share_link_created" => EventJson.Write(CredentialEvents.ShareLinkCreated, new ShareLinkCreated("YGFiY2RlZmdoaWprbG1ubw", "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", [6, 5, 4], true)),
        "share_link_created.chosen" => EventJson.Write(CredentialEvents.ShareLinkCreated, Chosen),
        "share_link_revoked" => EventJson.Write(CredentialEvents.ShareLinkRevoked, new ShareLinkRevoked("YGFiY2RlZmdoaWprbG1ubw", "abcd1234")),
        "achievement_described" => EventJson.Write(
            CredentialEvents.Described, new AchievementDescribed("EBESExQVFhcYGRobHB0eHw", Institution, """{"title":{"en":"Principles of Sport Management"}}""")),
        "learner_registered" => EventJson.Write(LearnerRecords.Registered, new LearnerRegistered(Learner, Institution)),
        "learner_erased" => EventJson.Write(LearnerRecords.Erased, new LearnerErased(Learner, Institution, "abcd1234")),
        "document_signed" => EventJson.Write(DocumentEvents.Signed, Document),
        "document_signed.minimal" => EventJson.Write(
            DocumentEvents.Signed, Document with { Form = "vc+jwt", Cryptosuite = null, CredentialHash = null, Status = null, By = "open" }),
        "document_status_changed" => EventJson.Write(DocumentEvents.StatusChanged, new DocumentStatusChanged(true, "abcd1234")),
        "claim_offered" => EventJson.Write(CredentialEvents.ClaimOffered, Offered),
        "claim_used" => EventJson.Write(CredentialEvents.ClaimUsed, new ClaimUsed("YGFiY2RlZmdoaWprbG1ubw", "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8")),
        "claim_ended" => EventJson.Write(CredentialEvents.ClaimEnded, new ClaimEnded("abcd1234")),
        "erasure_requested" => EventJson.Write(ErasureRequests.Requested, new ErasureRequested("YGFiY2RlZmdoaWprbG1ubw", Institution, Learner, "AAECAwQFBgcICQoLDA0ODw")),
        "erasure_decided" => EventJson.Write(ErasureRequests.Decided, new ErasureDecided("YGFiY2RlZmdoaWprbG1ubw", false, [8, 7], "abcd1234")),
        "verification_receipt_signed" => EventJson.Write(
            Receipts.Signed, new ReceiptSigned("urn:uuid:0190c0de-0000-4000-8000-000000000004", Institution, "AAECAwQFBgcICQoLDA0ODw", "k1", "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8", T0)),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    private static StoredEvent Stored(string name, int index)
    {
        using var document = JsonDocument.Parse(Golden(name));
        return new(index + 1, Institution, Institution, index + 1, name.Split('.')[0], document.RootElement.Clone(), T0.AddMinutes(index));
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(Folder(), name + ".json"));

    private static string Folder() => Path.Combine(TestData.Repository(), "tests", "Issuer.Service.Tests", "Credentials", "Golden");
}
