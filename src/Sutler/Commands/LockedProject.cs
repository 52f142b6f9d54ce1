using System.Text;
using Sutler.Errors;
using Sutler.Go.Download;
using Sutler.Go.Loading;

namespace Sutler.Commands;

/// <summary><c>-locked</c>: go.mod and go.sum must say everything already.</summary>
internal static class LockedProject
{
    private const int Shown = 10;

    /// <summary>Ends the run, with nothing written, where a file would change.</summary>
    public static async Task CheckAsync(ModDownload download, CancellationToken cancellationToken)
    {
        var changes = await download.FindChangesAsync(cancellationToken);
        if (!changes.IsNone)
        {
            throw new FatalException(Describe(changes))
            {
                Hint = "run the same command without -locked, look at what it changes, and commit that; nothing was written",
            };
        }
    }

    private static string Describe(ProjectChanges changes)
    {
        var text = new StringBuilder();
        Append(text, "go.mod", changes.GoMod);
        Append(text, changes.SumFile, [.. changes.GoSum.Select(line => "+ " + line)]);
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, string file, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.Append($"sutler: -locked: {file} would change:\n");
        foreach (var line in lines.Take(Shown))
        {
            text.Append('\t').Append(line).Append('\n');
        }

        if (lines.Count > Shown)
        {
            text.Append($"\tand {lines.Count - Shown} more\n");
        }
    }
}
