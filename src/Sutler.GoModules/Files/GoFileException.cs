using Sutler.Errors;

namespace Sutler.GoModules.Files;

/// <summary>A go.mod or go.work file that cannot be read; the message is all its errors, one per line. Spec: GOMOD-14.</summary>
/// <remarks>Callers put <c>errors parsing go.mod:\n</c> or <c>p@v: parsing go.mod: </c> before it.</remarks>
public sealed class GoFileException : SutlerException
{
    /// <summary>Creates the failure from at least one error.</summary>
    public GoFileException(IReadOnlyList<GoFileError> errors, Exception? inner = null)
        : base(string.Join('\n', errors), inner)
    {
        Errors = errors;
    }

    /// <summary>The errors in the order found.</summary>
    public IReadOnlyList<GoFileError> Errors { get; }

    /// <summary>The same failure with the positions in <paramref name="fileName"/>, such as the path relative to the current directory.</summary>
    public GoFileException WithFileName(string fileName) =>
        new([.. Errors.Select(error => error with { FileName = fileName })], InnerException);
}
