namespace Sutler.Go.Diagnosis;

/// <summary>The names of causes in reports and JSON.</summary>
public static class MismatchCauses
{
    private static readonly (MismatchCause Cause, string Name)[] Names =
    [
        (MismatchCause.Undetermined, "undetermined"),
        (MismatchCause.DamagedInTransfer, "damaged-in-transfer"),
        (MismatchCause.DamagedOnDisk, "damaged-on-disk"),
        (MismatchCause.SourceServesOther, "source-serves-other"),
        (MismatchCause.GoSumDisagrees, "go.sum-disagrees"),
    ];

    /// <summary>The name, such as <c>damaged-on-disk</c>.</summary>
    public static string Name(MismatchCause cause) => Array.Find(Names, entry => entry.Cause == cause).Name;

    /// <summary>The cause of a name, or null.</summary>
    public static MismatchCause? Find(string? name) =>
        Array.FindIndex(Names, entry => entry.Name == name) is >= 0 and var index ? Names[index].Cause : null;
}
