using System.Globalization;
using Sutler.TestKit.Scripts;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Checksums;

/// <summary>The checksum databases of a script: one that knows the fixtures, one that lies about them, both with the published key.</summary>
/// <remarks>
/// Verbs: <c>grow N</c>; <c>shrink N</c> (serve only the first N records); <c>fork</c> (another history of the same length);
/// <c>fail PREFIX STATUS</c>; <c>body PREFIX file:NAME</c>; <c>cut PREFIX</c> (half of each answer); <c>flip PREFIX</c> (one bit of
/// each); <c>drop-partial-tiles</c>; <c>repair</c> (tell the truth again); <c>forget</c> (what was asked).
/// </remarks>
public sealed class ScriptedDatabase : IScriptedDatabase
{
    // More than one full tile of height 8, so that parents and partial tiles are read.
    private const int Fillers = 300;
    private readonly FixtureCatalog _catalog;
    private readonly Current _honest;

    /// <summary>Databases over the fixtures of <paramref name="catalog"/>.</summary>
    public ScriptedDatabase(FixtureCatalog catalog)
    {
        _catalog = catalog;
        _honest = new Current(new TestChecksumDatabase(hashes: Hashes));
        _honest.Database.Grow(Fillers);
        Wrong = new TestChecksumDatabase(hashes: (path, version) => Hashes(path, version) is null ? null : new ModuleHashes("h1:wrong", "h1:wrong"));
    }

    /// <inheritdoc/>
    public string Name => _honest.Database.Name;

    /// <inheritdoc/>
    public string VerifierKey => _honest.Database.VerifierText;

    /// <inheritdoc/>
    public IChecksumEndpoint Honest => _honest;

    /// <inheritdoc/>
    public IChecksumEndpoint Wrong { get; }

    /// <inheritdoc/>
    public void Do(string verb, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var database = _honest.Database;
        switch (verb)
        {
            case "grow":
                database.Grow(Number(arguments[0]));
                break;
            case "shrink":
                database.ServedSize = Number(arguments[0]);
                break;
            case "fork":
                _honest.Database = OtherHistory(database.Size);
                break;
            case "fail":
                database.Fail(arguments[0], Number(arguments[1]));
                break;
            case "body":
                var body = File.ReadAllBytes(arguments[1]);
                database.Change(arguments[0], answer => answer with { Status = 200, Body = body });
                break;
            case "cut":
                database.Change(arguments[0], answer => answer with { Body = answer.Body[..(answer.Body.Length / 2)] });
                break;
            case "flip":
                database.Change(arguments[0], answer => answer with { Body = Flipped(answer.Body) });
                break;
            case "drop-partial-tiles":
                database.DropsPartialTiles = true;
                break;
            case "repair":
                database.Repair();
                database.ServedSize = null;
                break;
            default:
                throw new FormatException($"unknown sumdb verb {verb}");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Flipped(byte[] body)
    {
        var flipped = body.ToArray();
        if (flipped.Length > 0)
        {
            flipped[0] ^= 1;
        }

        return flipped;
    }

    private TestChecksumDatabase OtherHistory(long size)
    {
        var other = new TestChecksumDatabase(hashes: Hashes);
        other.Add("filler.test/fork", "v1.0.0", "h1:zip=", "h1:mod=");
        other.Grow((int)size);
        return other;
    }

    private ModuleHashes? Hashes(string path, string version) =>
        _catalog.Find(path, version) is { Info: not null } fixture && fixture.GoSumLines.Split([' ', '\n']) is { Length: >= 6 } fields
            ? new ModuleHashes(fields[2], fields[5])
            : null;

    private sealed class Current(TestChecksumDatabase database) : IChecksumEndpoint
    {
        public TestChecksumDatabase Database { get; set; } = database;

        public (int Status, byte[] Body) Answer(string path) => ((IChecksumEndpoint)Database).Answer(path);
    }
}
