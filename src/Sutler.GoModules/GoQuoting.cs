namespace Sutler.GoModules;

/// <summary>Go's <c>%q</c>: error texts quote names the way the go command does.</summary>
public static class GoQuoting
{
    /// <summary>Go's strconv.Quote.</summary>
    public static string Quote(string text) => throw new NotSupportedException("not yet written");
}
