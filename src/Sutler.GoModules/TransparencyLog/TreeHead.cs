using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The state of the log at one moment: how many records, and the hash over all of them.</summary>
/// <remarks>Written as <c>go.sum database tree\n&lt;size&gt;\n&lt;base64 hash&gt;\n</c>, the text of a signed note. Spec: NOTE-6.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TreeHead
{
    private const string FirstLine = "go.sum database tree";
    private const int LongestText = 1_000_000;

    // Node numbers are about twice the size; this keeps all arithmetic on them far from overflow.
    private const long LargestSize = 1L << 60;

    private TreeHead(long size, LogHash hash) => (Size, Hash) = (size, hash);

    /// <summary>The head of the log without records.</summary>
    public static TreeHead Empty { get; } = new(0, LogHash.EmptyTree);

    /// <summary>Number of records.</summary>
    public long Size { get; }

    /// <summary>Hash over all records.</summary>
    public LogHash Hash { get; }

    /// <summary>Makes a head from its parts.</summary>
    public static TreeHead Create(long size, LogHash hash)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSize);
        return new TreeHead(size, hash);
    }

    /// <summary>Parses the text of a note; further lines are ignored, as a later form may add some.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TreeHead head, [NotNullWhen(false)] out ParseError? error)
    {
        head = default;
        error = new ParseError("malformed tree note");
        if (text.Length > LongestText)
        {
            return false;
        }

        // Three complete lines, so a fourth piece exists, possibly empty.
        var lines = Encoding.UTF8.GetString(text).Split('\n', 4);
        if (lines.Length < 4 || lines[0] != FirstLine || !TryParseSize(lines[1], out var size) || !LogHash.TryParse(lines[2], out var hash))
        {
            return false;
        }

        error = null;
        head = new TreeHead(size, hash);
        return true;
    }

    /// <summary>The text to be signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{Size}\n{Hash}\n");

    private static bool TryParseSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && size <= LargestSize
        && (text.Length == 1 || text[0] != '0');
}
