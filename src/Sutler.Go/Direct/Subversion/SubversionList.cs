using System.Globalization;
using System.Text;
using Sutler.Errors;

namespace Sutler.Go.Direct.Subversion;

/// <summary>What <c>svn list --xml</c> says of the files below a directory. Spec: OTHER-3.</summary>
public static class SubversionList
{
    /// <summary>A file and its size as the server has it.</summary>
    /// <param name="Name">Relative to the directory, with <c>/</c>; not checked.</param>
    /// <param name="Size">Bytes.</param>
    public readonly record struct ListedFile(string Name, long Size);

    /// <summary>The files in the order they are listed; no directories.</summary>
    public static IReadOnlyList<ListedFile> Read(ReadOnlySpan<byte> said)
    {
        var text = Encoding.UTF8.GetString(said);
        var files = new List<ListedFile>();
        try
        {
            var xml = new SubversionXml(text);
            var (kind, name, size) = ((string?)null, "", "");
            while (xml.Read())
            {
                if (xml is { IsStart: true, Path: "list/entry" })
                {
                    (kind, name, size) = (xml.Attribute("kind"), "", "");
                }
                else if (xml is { IsStart: false, Path: "list/entry/name" })
                {
                    name = xml.Text;
                }
                else if (xml is { IsStart: false, Path: "list/entry/size" })
                {
                    size = xml.Text;
                }
                else if (xml is { IsStart: false, Path: "list/entry" } && kind == "file")
                {
                    files.Add(new ListedFile(name, ReadSize(size)));
                }
            }
        }
        catch (FormatException failure)
        {
            throw new SutlerException($"unexpected response from svn list --xml: {failure.Message}\n{text}", failure);
        }

        return files;
    }

    private static long ReadSize(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        ? size
        : throw new FormatException($"size \"{text}\"");
}
