using System.Text;
using Sutler.Go.Cache;

namespace Sutler.Go.Environment;

/// <summary>The files of settings that <c>go env -w</c> writes and that come with Go as <c>GOROOT/go.env</c>.</summary>
/// <remarks>
/// Lines <c>KEY=VALUE</c> without quoting, expansion or trimming. A line that does not begin with a capital letter or has no
/// <c>=</c> is passed over. The last line of a key counts. Spec: CMD-6.
/// </remarks>
public static class GoEnvFile
{
    private const int Largest = 4 << 20;

    /// <summary>Parses the content of such a file.</summary>
    public static IReadOnlyDictionary<string, string> Parse(ReadOnlySpan<byte> data)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (Range range in data.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = data[range];
            int equals = line.IndexOf((byte)'=');
            if (equals > 0 && line[0] is >= (byte)'A' and <= (byte)'Z')
            {
                values[Encoding.UTF8.GetString(line[..equals])] = Encoding.UTF8.GetString(line[(equals + 1)..]);
            }
        }

        return values;
    }

    /// <summary>Reads and parses a file; one that is missing, unreadable or absurdly large gives nothing.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            if (path.Length > 0 && new FileInfo(path) is { Exists: true, Length: <= Largest })
            {
                return Parse(File.ReadAllBytes(path));
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // As if it were not there, like the go command.
        }

        return new Dictionary<string, string>(StringComparer.Ordinal);
    }
}
