namespace Sutler.CommandLine;

/// <summary>The <c>-C dir</c> flag, which counts only as the first flag after the words of the command. Spec: CMD-1.</summary>
internal static class ChangeDirectoryFlag
{
    /// <summary>
    /// Takes the flag away from position <paramref name="position"/>; the directory is null when there is none, and then the arguments
    /// are unchanged (a <c>-C</c> without value is left for the scanner to report).
    /// </summary>
    public static (string? Directory, IReadOnlyList<string> Arguments) Take(IReadOnlyList<string> arguments, int position)
    {
        if (position >= arguments.Count)
        {
            return (null, arguments);
        }

        var flag = arguments[position];
        if (flag is "-C" or "--C")
        {
            return position + 1 < arguments.Count
                ? (arguments[position + 1], Without(arguments, position, 2))
                : (null, arguments);
        }

        return flag.StartsWith("-C=", StringComparison.Ordinal) || flag.StartsWith("--C=", StringComparison.Ordinal)
            ? (flag[(flag.IndexOf('=', StringComparison.Ordinal) + 1)..], Without(arguments, position, 1))
            : (null, arguments);
    }

    private static List<string> Without(IReadOnlyList<string> arguments, int position, int count) =>
        [.. arguments.Take(position), .. arguments.Skip(position + count)];
}
