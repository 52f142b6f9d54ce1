using Sutler.Errors;
using Sutler.Go.Quarantine;

namespace Sutler.TestKit.Fuzz;

/// <summary>Parsers of what lies in the quarantine.</summary>
public static class QuarantineFuzzTargets
{
    /// <summary>A report is refused with a reason, or names nothing outside of its directory and the cache, and can be written and read again.</summary>
    public static void QuarantineReports(ReadOnlySpan<byte> data)
    {
        if (!QuarantineReportFile.TryParse(data.ToArray(), out var report, out var error))
        {
            Require(error is { Reason.Length: > 0 }, "a refusal without reason");
            return;
        }

        Require(report.Kept.All(name => Path.GetFileName(name) == name && name is not ("." or "..")), "a kept file elsewhere");
        Require(!Path.IsPathRooted(report.File) && !report.File.Split('/').Contains(".."), "a file outside of the cache");
        var encoded = QuarantineReportFile.Encode(report);
        Require(encoded.Length <= 2 * QuarantineReportFile.MaxLength, "a report that grows without bound");
        if (encoded.Length <= QuarantineReportFile.MaxLength)
        {
            Require(QuarantineReportFile.TryParse(encoded, out var again, out ParseError? refusal), refusal?.Reason ?? "");
            Require(again!.Cause == report.Cause && again.Time == report.Time && again.Blocks.SequenceEqual(report.Blocks), "a report that changes");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
