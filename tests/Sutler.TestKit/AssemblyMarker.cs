namespace Sutler.TestKit;

internal static class AssemblyMarker;
