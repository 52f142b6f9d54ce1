using System.Text;
using Sutler.Go.Diagnosis;
using Sutler.GoModules.Modules;

namespace Sutler.Output;

/// <summary>A diagnosis as it stands on standard error: behind the go command's own text, each line marked as ours.</summary>
internal static class DiagnosisText
{
    private const string Mark = "sutler: ";

    /// <summary>The lines, each with its line end.</summary>
    public static string Of(ModuleId key, MismatchDiagnosis diagnosis)
    {
        var text = new StringBuilder();
        text.Append(Mark).Append(key).Append(": ").Append(Name(diagnosis.Cause)).Append('\n');
        text.Append(Mark).Append("  ").Append(diagnosis.Why).Append('\n');
        var width = diagnosis.Evidence.Count == 0 ? 0 : diagnosis.Evidence.Max(row => row.Asked.Length);
        foreach (var row in diagnosis.Evidence)
        {
            text.Append(Mark).Append("    ").Append(row.Asked.PadRight(width)).Append("  ").Append(row.Got).Append('\n');
        }

        if (diagnosis.Kept.Length > 0)
        {
            text.Append(Mark).Append("  kept: ").Append(diagnosis.Kept).Append('\n');
        }

        return text.Append(Mark).Append("  next: ").Append(diagnosis.Next).Append('\n').ToString();
    }

    /// <summary>The cause in a few words.</summary>
    public static string Name(MismatchCause cause) => cause switch
    {
        MismatchCause.DamagedInTransfer => "damaged in transfer",
        MismatchCause.DamagedOnDisk => "damaged on disk",
        MismatchCause.SourceServesOther => "the source serves something else",
        MismatchCause.GoSumDisagrees => "go.sum disagrees with the checksum database",
        _ => "the cause cannot be told",
    };
}
