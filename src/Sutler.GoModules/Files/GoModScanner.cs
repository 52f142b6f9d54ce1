namespace Sutler.GoModules.Files;

/// <summary>Quick looks into go.mod and go.work files that may be malformed or too new to be parsed.</summary>
public static class GoModScanner
{
    /// <summary>The value of the first <c>go</c> line, or empty. Spec: GOMOD-17.</summary>
    public static string GoVersionOf(ReadOnlySpan<byte> data) => ValueOf(data, "go");

    /// <summary>The value of the first line that begins with <paramref name="key"/> and a space or tab, up to a comment; or empty.</summary>
    public static string ValueOf(ReadOnlySpan<byte> data, string key)
    {
        string text = GoText.Decode(data);
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = text.AsSpan(range).Trim();
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] is ' ' or '\t')
            {
                return WithoutComment(line[key.Length..]).Trim().ToString();
            }
        }

        return "";
    }

    /// <summary>The path of the first <c>module</c> line outside any block, or empty, too when its quotes are malformed. Spec: GOMOD-16.</summary>
    public static string ModulePathOf(ReadOnlySpan<byte> data)
    {
        const string Key = "module";
        string text = GoText.Decode(data);
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = WithoutComment(text.AsSpan(range)).Trim();
            if (!line.StartsWith(Key, StringComparison.Ordinal) || line.Length == Key.Length || !char.IsWhiteSpace(line[Key.Length]))
            {
                continue;
            }

            string path = line[Key.Length..].Trim().ToString();
            return path[0] is not ('"' or '`') ? path : GoLiteral.TryUnquote(path, out string? unquoted) ? unquoted : "";
        }

        return "";
    }

    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        int comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }
}
