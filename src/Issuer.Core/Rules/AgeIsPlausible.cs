using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>A slip of the keyboard in a date of birth usually makes a learner unborn, a small child or older than anyone.</summary>
sealed class AgeIsPlausible : IRule
{
    const int Oldest = 120;
    const int YoungestUsual = 13;

    public IReadOnlyList<string> Reads => ["/learner/dateOfBirth", "/dateOfIssuing"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        if (credential.Learner.DateOfBirth is not { } birth)
            yield break;
        const string Pointer = "/learner/dateOfBirth";
        var issued = credential.DateOfIssuing;
        // Whole years lived: one less where this year's birthday is still to come.
        var age = issued.Year - birth.Year - ((issued.Month, issued.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
        if (birth >= issued)
            yield return Finding.Error(Pointer, RuleCodes.DateOrder, "The date of birth must come before the date of issuing.");
        else if (age > Oldest)
            yield return Finding.Error(Pointer, RuleCodes.ImplausibleAge, $"The learner would be more than {Oldest} years old.");
        else if (age < YoungestUsual)
            yield return Finding.Warning(Pointer, RuleCodes.ImplausibleAge, $"The learner would be younger than {YoungestUsual}; check the year.");
    }
}
