using System.Text;

namespace Issuer.Benchmarks;

/// <summary>One request as an institution sends it: every mandatory element, two languages; the learner differs by number.</summary>
internal static class CourseRequest
{
    public static byte[] Json(string learnerNumber, string options = "{}") => Encoding.UTF8.GetBytes($$"""
        {
          "learner": { "givenName": "Nia", "familyName": "Rees {{learnerNumber}}", "dateOfBirth": "1996-04-19", "email": "nia.{{learnerNumber}}@example.org",
                       "identifiers": [{ "type": "student-number", "value": "{{learnerNumber}}" }] },
          "title": { "en": "Principles of Sport Management", "cy": "Egwyddorion Rheolaeth Chwaraeon" },
          "description": { "en": "How sport organisations are run, and how their managers plan, lead and account for what they do." },
          "learningOutcomes": [
            { "title": { "en": "Apply management functions to a sport organisation" } },
            { "title": { "en": "Explain how sport is governed, from a local club to an international federation" } }
          ],
          "workload": { "ects": 5, "hours": 125 },
          "level": { "eqf": 5, "qfEhea": "short-cycle", "nqf": ["cqfw-4"] },
          "assessment": { "types": ["project-work"], "supervision": "supervised-with-id" },
          "participation": ["online"],
          "qualityAssurance": [{ "type": "institutional-quality-assurance", "agent": { "legalName": { "en": "QAA" } } }],
          "subjectAreas": ["1014"],
          "grade": { "value": "Merit", "scheme": { "en": "Pass, Merit, Distinction" } },
          "options": {{options}}
        }
        """);
}
