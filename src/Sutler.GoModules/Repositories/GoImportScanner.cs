using Sutler.Errors;

namespace Sutler.GoModules.Repositories;

/// <summary>Finds the <c>go-import</c> tags of a page. Spec: DISC-6, DISC-7.</summary>
/// <remarks>
/// The page is read as the go command reads it: as the XML that HTML should have been, with much forgiven, up to the end of the head or
/// the beginning of the body. Where it cannot be read any further, what was found before counts. Time and memory are linear in its length.
/// </remarks>
public static class GoImportScanner
{
    /// <summary>The tags in their order; why the page could not be read when there are none for that reason, else null.</summary>
    /// <param name="page">The page, UTF-8.</param>
    /// <param name="allowSubdirectories">Whether tags may name a subdirectory, as from Go 1.25 on; before, such tags do not count.</param>
    public static (GoImports Tags, ParseError? Error) Scan(ReadOnlySpan<byte> page, bool allowSubdirectories)
    {
        var tags = new List<GoImport>();
        ParseError? error = null;
        try
        {
            var reader = new MarkupReader(page);
            while (reader.Read() && !EndsHead(reader))
            {
                if (reader.Token == MarkupToken.Start && Is(reader.Name, "meta") && TryRead(reader, allowSubdirectories, out var tag))
                {
                    tags.Add(tag);
                }
            }
        }
        catch (MarkupException broken)
        {
            error = tags.Count == 0 ? new ParseError(broken.Message) : null;
        }

        return (new GoImports(tags), error);
    }

    private static bool EndsHead(in MarkupReader reader) => reader.Token switch
    {
        MarkupToken.Start => Is(reader.Name, "body"),
        MarkupToken.End => Is(reader.Name, "head"),
        _ => false,
    };

    private static bool TryRead(in MarkupReader reader, bool allowSubdirectories, out GoImport tag)
    {
        tag = default;
        if (ValueOf(reader, "name") is not "go-import")
        {
            return false;
        }

        var fields = ValueOf(reader, "content").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 3 && !(allowSubdirectories && fields.Length == 4))
        {
            return false;
        }

        tag = new GoImport(fields[0], fields[1], fields[2], fields.ElementAtOrDefault(3) ?? "");
        return true;
    }

    private static string ValueOf(in MarkupReader reader, string name) => reader.Attributes.FirstOrDefault(attribute => Is(attribute.Name, name)).Value ?? "";

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
