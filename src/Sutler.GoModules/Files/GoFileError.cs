using System.Globalization;

namespace Sutler.GoModules.Files;

/// <summary>One problem in a go.mod or go.work file.</summary>
/// <param name="FileName">The file as it was named to the parser.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in runes, from 1; only lexical errors stand elsewhere than at a statement's start.</param>
/// <param name="Problem">The text after the position, in the go command's words.</param>
public sealed record GoFileError(string FileName, int Line, int Column, string Problem)
{
    /// <summary><c>go.mod:5: problem</c>, with the column only when it is not 1. Spec: GOMOD-14.</summary>
    public override string ToString()
    {
        string column = Column > 1 ? ":" + Column.ToString(CultureInfo.InvariantCulture) : "";
        return $"{FileName}:{Line.ToString(CultureInfo.InvariantCulture)}{column}: {Problem}";
    }
}
