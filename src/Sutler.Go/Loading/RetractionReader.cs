using Sutler.Go.Queries;
using Sutler.GoModules.Files;

namespace Sutler.Go.Loading;

/// <summary>Reads the <c>retract</c> lines of a dependency's go.mod. Spec: QUERY-10, GOMOD-13.</summary>
public static class RetractionReader
{
    /// <summary>The retractions; fails with <see cref="GoFileException"/> when the file cannot be parsed.</summary>
    public static IReadOnlyList<Retraction> Read(byte[] goMod) =>
        [.. GoModFile.ParseLax("go.mod", goMod, fix: null).Retracts.Select(retract => new Retraction(retract.Low, retract.High, retract.Rationale))];
}
