using System.Text;

namespace Sutler.TestKit.Scripts;

/// <summary>A text archive: a comment, then files that begin with a line <c>-- name --</c>.</summary>
/// <remarks>Files are bytes; the comment of a script archive is the script itself.</remarks>
public sealed record Txtar(string Comment, IReadOnlyList<TxtarFile> Files)
{
    /// <summary>The file called <paramref name="name"/>, or null.</summary>
    public byte[]? Find(string name) => Files.FirstOrDefault(f => f.Name == name)?.Data;

    /// <summary>Reads an archive; text before the first marker is the comment.</summary>
    public static Txtar Parse(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var files = new List<TxtarFile>();
        string? name = null;
        var comment = "";
        var start = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            var next = end < 0 ? bytes.Length : end + 1;
            if (MarkerName(bytes.AsSpan(at, (end < 0 ? bytes.Length : end) - at)) is { } marker)
            {
                Close(at);
                name = marker;
                start = next;
            }

            at = next;
        }

        Close(bytes.Length);
        return new Txtar(comment, files);

        void Close(int end)
        {
            if (name is null)
            {
                comment = Encoding.UTF8.GetString(bytes, start, end - start);
            }
            else
            {
                files.Add(new TxtarFile(name, bytes[start..end]));
            }
        }
    }

    private static string? MarkerName(ReadOnlySpan<byte> line)
    {
        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        if (!line.StartsWith("-- "u8) || !line.EndsWith(" --"u8) || line.Length < 7)
        {
            return null;
        }

        return Encoding.UTF8.GetString(line[3..^3]).Trim();
    }
}

/// <summary>One file of a <see cref="Txtar"/>.</summary>
public sealed record TxtarFile(string Name, byte[] Data);
